from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="UseAnswer")


@_attrs_define
class UseAnswer:
    """A use of a benefit; `user_id` null: all of the customer's people, or whom one may not know.

    `recorded_by` and `note` are told to the vendor's people only.

    """

    use_id: str
    benefit: str
    use: str
    used_on: datetime.date
    occasion: None | str
    user_id: None | str
    withdrawn: bool
    recorded_by: None | str
    note: None | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        use_id = self.use_id

        benefit = self.benefit

        use = self.use

        used_on = self.used_on.isoformat()

        occasion: None | str
        occasion = self.occasion

        user_id: None | str
        user_id = self.user_id

        withdrawn = self.withdrawn

        recorded_by: None | str
        recorded_by = self.recorded_by

        note: None | str
        note = self.note

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "use_id": use_id,
                "benefit": benefit,
                "use": use,
                "used_on": used_on,
                "occasion": occasion,
                "user_id": user_id,
                "withdrawn": withdrawn,
                "recorded_by": recorded_by,
                "note": note,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        use_id = d.pop("use_id")

        benefit = d.pop("benefit")

        use = d.pop("use")

        used_on = datetime.date.fromisoformat(d.pop("used_on"))

        def _parse_occasion(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        occasion = _parse_occasion(d.pop("occasion"))

        def _parse_user_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        user_id = _parse_user_id(d.pop("user_id"))

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

        use_answer = cls(
            use_id=use_id,
            benefit=benefit,
            use=use,
            used_on=used_on,
            occasion=occasion,
            user_id=user_id,
            withdrawn=withdrawn,
            recorded_by=recorded_by,
            note=note,
        )

        use_answer.additional_properties = d
        return use_answer

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
