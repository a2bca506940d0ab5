from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="MaintenanceAnswer")


@_attrs_define
class MaintenanceAnswer:
    """A maintenance as it was last told; `counts`: it was scheduled, and was not withdrawn.

    `recorded_by` and `note` are told to the vendor's people only.

    """

    maintenance_id: str
    window: None | str
    started_at: datetime.datetime
    ended_at: datetime.datetime
    minutes: float
    counts: bool
    corrected: bool
    withdrawn: bool
    recorded_by: None | str
    note: None | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        maintenance_id = self.maintenance_id

        window: None | str
        window = self.window

        started_at = self.started_at.isoformat()

        ended_at = self.ended_at.isoformat()

        minutes = self.minutes

        counts = self.counts

        corrected = self.corrected

        withdrawn = self.withdrawn

        recorded_by: None | str
        recorded_by = self.recorded_by

        note: None | str
        note = self.note

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "maintenance_id": maintenance_id,
                "window": window,
                "started_at": started_at,
                "ended_at": ended_at,
                "minutes": minutes,
                "counts": counts,
                "corrected": corrected,
                "withdrawn": withdrawn,
                "recorded_by": recorded_by,
                "note": note,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        maintenance_id = d.pop("maintenance_id")

        def _parse_window(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        window = _parse_window(d.pop("window"))

        started_at = datetime.datetime.fromisoformat(d.pop("started_at"))

        ended_at = datetime.datetime.fromisoformat(d.pop("ended_at"))

        minutes = d.pop("minutes")

        counts = d.pop("counts")

        corrected = d.pop("corrected")

        withdrawn = d.pop("withdrawn")

        def _parse_recorded_by(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        recorded_by = _parse_recorded_by(d.pop("recorded_by"))

        def _parse_note(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        note = _parse_note(d.pop("note"))

        maintenance_answer = cls(
            maintenance_id=maintenance_id,
            window=window,
            started_at=started_at,
            ended_at=ended_at,
            minutes=minutes,
            counts=counts,
            corrected=corrected,
            withdrawn=withdrawn,
            recorded_by=recorded_by,
            note=note,
        )

        maintenance_answer.additional_properties = d
        return maintenance_answer

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
