from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="NewVisit")


@_attrs_define
class NewVisit:
    """A visit of its own."""

    visit_on: datetime.date
    held: bool | Unset = False
    text: None | str | Unset = UNSET
    visit_id: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        visit_on = self.visit_on.isoformat()

        held = self.held

        text: None | str | Unset
        if isinstance(self.text, Unset):
            text = UNSET
        else:
            text = self.text

        visit_id: None | str | Unset
        if isinstance(self.visit_id, Unset):
            visit_id = UNSET
        else:
            visit_id = self.visit_id

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "visit_on": visit_on,
            }
        )
        if held is not UNSET:
            field_dict["held"] = held
        if text is not UNSET:
            field_dict["text"] = text
        if visit_id is not UNSET:
            field_dict["visit_id"] = visit_id

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        visit_on = datetime.date.fromisoformat(d.pop("visit_on"))

        held = d.pop("held", UNSET)

        def _parse_text(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        text = _parse_text(d.pop("text", UNSET))

        def _parse_visit_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        visit_id = _parse_visit_id(d.pop("visit_id", UNSET))

        new_visit = cls(
            visit_on=visit_on,
            held=held,
            text=text,
            visit_id=visit_id,
        )

        return new_visit
