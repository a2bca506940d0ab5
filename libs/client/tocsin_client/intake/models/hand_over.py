from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="HandOver")


@_attrs_define
class HandOver:
    """Who takes over, and where the case stands."""

    to_engineer_id: str
    summary: str
    """ At most 100000 bytes in UTF-8. """

    def to_dict(self) -> dict[str, Any]:
        to_engineer_id = self.to_engineer_id

        summary = self.summary

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "to_engineer_id": to_engineer_id,
                "summary": summary,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        to_engineer_id = d.pop("to_engineer_id")

        summary = d.pop("summary")

        hand_over = cls(
            to_engineer_id=to_engineer_id,
            summary=summary,
        )

        return hand_over
