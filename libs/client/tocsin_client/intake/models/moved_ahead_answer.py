from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="MovedAheadAnswer")


@_attrs_define
class MovedAheadAnswer:
    """Why a case goes ahead of the others of its priority, by whom, and until when (CP-31)."""

    moved_by: str
    moved_at: datetime.datetime
    until: datetime.datetime
    reason: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        moved_by = self.moved_by

        moved_at = self.moved_at.isoformat()

        until = self.until.isoformat()

        reason: None | str | Unset
        if isinstance(self.reason, Unset):
            reason = UNSET
        else:
            reason = self.reason

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "moved_by": moved_by,
                "moved_at": moved_at,
                "until": until,
            }
        )
        if reason is not UNSET:
            field_dict["reason"] = reason

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        moved_by = d.pop("moved_by")

        moved_at = datetime.datetime.fromisoformat(d.pop("moved_at"))

        until = datetime.datetime.fromisoformat(d.pop("until"))

        def _parse_reason(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        reason = _parse_reason(d.pop("reason", UNSET))

        moved_ahead_answer = cls(
            moved_by=moved_by,
            moved_at=moved_at,
            until=until,
            reason=reason,
        )

        moved_ahead_answer.additional_properties = d
        return moved_ahead_answer

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
