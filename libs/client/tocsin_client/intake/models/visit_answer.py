from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="VisitAnswer")


@_attrs_define
class VisitAnswer:
    """A visit; `visit_on`: agreed for, or held on."""

    visit_id: str
    state: str
    visit_on: datetime.date
    recorded_by: str
    note: None | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        visit_id = self.visit_id

        state = self.state

        visit_on = self.visit_on.isoformat()

        recorded_by = self.recorded_by

        note: None | str
        note = self.note

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "visit_id": visit_id,
                "state": state,
                "visit_on": visit_on,
                "recorded_by": recorded_by,
                "note": note,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        visit_id = d.pop("visit_id")

        state = d.pop("state")

        visit_on = datetime.date.fromisoformat(d.pop("visit_on"))

        recorded_by = d.pop("recorded_by")

        def _parse_note(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        note = _parse_note(d.pop("note"))

        visit_answer = cls(
            visit_id=visit_id,
            state=state,
            visit_on=visit_on,
            recorded_by=recorded_by,
            note=note,
        )

        visit_answer.additional_properties = d
        return visit_answer

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
