from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="Assignment")


@_attrs_define
class Assignment:
    """Who gets the case."""

    engineer_id: str

    def to_dict(self) -> dict[str, Any]:
        engineer_id = self.engineer_id

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "engineer_id": engineer_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        engineer_id = d.pop("engineer_id")

        assignment = cls(
            engineer_id=engineer_id,
        )

        return assignment
