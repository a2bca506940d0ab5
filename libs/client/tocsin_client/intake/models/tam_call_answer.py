from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="TamCallAnswer")


@_attrs_define
class TamCallAnswer:
    """A call to the TAM; `tam_id`: who was it on that day."""

    call_id: str
    tam_id: None | str
    caller_id: str
    called_at: datetime.datetime
    case_ids: list[str]
    recorded_by: str
    note: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        call_id = self.call_id

        tam_id: None | str
        tam_id = self.tam_id

        caller_id = self.caller_id

        called_at = self.called_at.isoformat()

        case_ids = self.case_ids

        recorded_by = self.recorded_by

        note = self.note

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "call_id": call_id,
                "tam_id": tam_id,
                "caller_id": caller_id,
                "called_at": called_at,
                "case_ids": case_ids,
                "recorded_by": recorded_by,
                "note": note,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        call_id = d.pop("call_id")

        def _parse_tam_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        tam_id = _parse_tam_id(d.pop("tam_id"))

        caller_id = d.pop("caller_id")

        called_at = datetime.datetime.fromisoformat(d.pop("called_at"))

        case_ids = cast(list[str], d.pop("case_ids"))

        recorded_by = d.pop("recorded_by")

        note = d.pop("note")

        tam_call_answer = cls(
            call_id=call_id,
            tam_id=tam_id,
            caller_id=caller_id,
            called_at=called_at,
            case_ids=case_ids,
            recorded_by=recorded_by,
            note=note,
        )

        tam_call_answer.additional_properties = d
        return tam_call_answer

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
