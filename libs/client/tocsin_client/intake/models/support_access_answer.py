from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.hours_answer import HoursAnswer
    from ..models.phone_number_answer import PhoneNumberAnswer


T = TypeVar("T", bound="SupportAccessAnswer")


@_attrs_define
class SupportAccessAnswer:
    """How support is reached from a day on, in the vendor's zone; `hours` null: as the terms say.

    The portal takes requests at every hour of the year.

    """

    valid_from: datetime.date
    language: str
    portal: str
    procedure: str
    numbers: list[PhoneNumberAnswer]
    hours: HoursAnswer | None
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

        support_access_answer = cls(
            valid_from=valid_from,
            language=language,
            portal=portal,
            procedure=procedure,
            numbers=numbers,
            hours=hours,
        )

        support_access_answer.additional_properties = d
        return support_access_answer

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
