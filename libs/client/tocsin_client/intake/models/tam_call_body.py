from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="TamCallBody")


@_attrs_define
class TamCallBody:
    """A call between reviews: which of the customer's users called, and about which cases."""

    caller_id: str
    called_at: datetime.datetime
    text: str
    """ At most 100000 bytes in UTF-8. """
    call_id: None | str | Unset = UNSET
    case_ids: list[str] | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        caller_id = self.caller_id

        called_at = self.called_at.isoformat()

        text = self.text

        call_id: None | str | Unset
        if isinstance(self.call_id, Unset):
            call_id = UNSET
        else:
            call_id = self.call_id

        case_ids: list[str] | Unset = UNSET
        if not isinstance(self.case_ids, Unset):
            case_ids = self.case_ids

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "caller_id": caller_id,
                "called_at": called_at,
                "text": text,
            }
        )
        if call_id is not UNSET:
            field_dict["call_id"] = call_id
        if case_ids is not UNSET:
            field_dict["case_ids"] = case_ids

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        caller_id = d.pop("caller_id")

        called_at = datetime.datetime.fromisoformat(d.pop("called_at"))

        text = d.pop("text")

        def _parse_call_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        call_id = _parse_call_id(d.pop("call_id", UNSET))

        case_ids = cast(list[str], d.pop("case_ids", UNSET))

        tam_call_body = cls(
            caller_id=caller_id,
            called_at=called_at,
            text=text,
            call_id=call_id,
            case_ids=case_ids,
        )

        return tam_call_body
