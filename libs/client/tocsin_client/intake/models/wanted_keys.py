from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="WantedKeys")


@_attrs_define
class WantedKeys:
    """The ids of keys, as they stand in sealed events."""

    key_ids: list[str]

    def to_dict(self) -> dict[str, Any]:
        key_ids = self.key_ids

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "key_ids": key_ids,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        key_ids = cast(list[str], d.pop("key_ids"))

        wanted_keys = cls(
            key_ids=key_ids,
        )

        return wanted_keys
