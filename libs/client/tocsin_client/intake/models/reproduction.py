from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="Reproduction")


@_attrs_define
class Reproduction:
    """Whether it could be reproduced, and on which version."""

    reproduced: bool
    on_version: str

    def to_dict(self) -> dict[str, Any]:
        reproduced = self.reproduced

        on_version = self.on_version

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "reproduced": reproduced,
                "on_version": on_version,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        reproduced = d.pop("reproduced")

        on_version = d.pop("on_version")

        reproduction = cls(
            reproduced=reproduced,
            on_version=on_version,
        )

        return reproduction
