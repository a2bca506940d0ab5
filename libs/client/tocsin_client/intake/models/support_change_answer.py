from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.hours_answer import HoursAnswer
    from ..models.phone_number_answer import PhoneNumberAnswer


T = TypeVar("T", bound="SupportChangeAnswer")


@_attrs_define
class SupportChangeAnswer:
    """How support is reached from a day on. `change_id` and `changed_at` null: it stands in the
    vendor's files. Who changed it and why is told to the vendor's people only.

    """

    valid_from: datetime.date
    language: str
    portal: str
    procedure: str
    numbers: list[PhoneNumberAnswer]
    hours: HoursAnswer | None
    change_id: None | str | Unset = UNSET
    changed_at: datetime.datetime | None | Unset = UNSET
    changed_by: None | str | Unset = UNSET
    reason: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.hours_answer import HoursAnswer  # noqa: PLC0415

        valid_from = self.valid_from.isoformat()

        language = self.language

        portal = self.portal

        procedure = self.procedure

        numbers = []
        for numbers_item_data in self.numbers:
            numbers_item = numbers_item_data.to_dict()
            numbers.append(numbers_item)

        hours: dict[str, Any] | None
        if isinstance(self.hours, HoursAnswer):
            hours = self.hours.to_dict()
        else:
            hours = self.hours

        change_id: None | str | Unset
        if isinstance(self.change_id, Unset):
            change_id = UNSET
        else:
            change_id = self.change_id

        changed_at: None | str | Unset
        if isinstance(self.changed_at, Unset):
            changed_at = UNSET
        elif isinstance(self.changed_at, datetime.datetime):
            changed_at = self.changed_at.isoformat()
        else:
            changed_at = self.changed_at

        changed_by: None | str | Unset
        if isinstance(self.changed_by, Unset):
            changed_by = UNSET
        else:
            changed_by = self.changed_by

        reason: None | str | Unset
        if isinstance(self.reason, Unset):
            reason = UNSET
        else:
            reason = self.reason

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "valid_from": valid_from,
                "language": language,
                "portal": portal,
                "procedure": procedure,
                "numbers": numbers,
                "hours": hours,
            }
        )
        if change_id is not UNSET:
            field_dict["change_id"] = change_id
        if changed_at is not UNSET:
            field_dict["changed_at"] = changed_at
        if changed_by is not UNSET:
            field_dict["changed_by"] = changed_by
        if reason is not UNSET:
            field_dict["reason"] = reason

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.hours_answer import HoursAnswer  # noqa: PLC0415
        from ..models.phone_number_answer import PhoneNumberAnswer  # noqa: PLC0415

        d = dict(src_dict)
        valid_from = datetime.date.fromisoformat(d.pop("valid_from"))

        language = d.pop("language")

        portal = d.pop("portal")

        procedure = d.pop("procedure")

        numbers = []
        _numbers = d.pop("numbers")
        for numbers_item_data in _numbers:
            numbers_item = PhoneNumberAnswer.from_dict(numbers_item_data)

            numbers.append(numbers_item)

        def _parse_hours(data: object) -> HoursAnswer | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                hours_type_0 = HoursAnswer.from_dict(data)

                return hours_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(HoursAnswer | None, data)

        hours = _parse_hours(d.pop("hours"))

        def _parse_change_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        change_id = _parse_change_id(d.pop("change_id", UNSET))

        def _parse_changed_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                changed_at_type_0 = datetime.datetime.fromisoformat(data)

                return changed_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        changed_at = _parse_changed_at(d.pop("changed_at", UNSET))

        def _parse_changed_by(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        changed_by = _parse_changed_by(d.pop("changed_by", UNSET))

        def _parse_reason(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        reason = _parse_reason(d.pop("reason", UNSET))

        support_change_answer = cls(
            valid_from=valid_from,
            language=language,
            portal=portal,
            procedure=procedure,
            numbers=numbers,
            hours=hours,
            change_id=change_id,
            changed_at=changed_at,
            changed_by=changed_by,
            reason=reason,
        )

        support_change_answer.additional_properties = d
        return support_change_answer

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
