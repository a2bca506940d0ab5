from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.hours_body import HoursBody
    from ..models.number_body import NumberBody


T = TypeVar("T", bound="SupportAccessBody")


@_attrs_define
class SupportAccessBody:
    """How support is reached from a day on: all of it, and why it changes.

    `hours` null: as the terms promise; they may be longer than that.

    """

    language: str
    portal: str
    procedure: str
    """ At most 100000 bytes in UTF-8. """
    numbers: list[NumberBody]
    reason: str
    """ At most 100000 bytes in UTF-8. """
    hours: HoursBody | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.hours_body import HoursBody  # noqa: PLC0415

        language = self.language

        portal = self.portal

        procedure = self.procedure

        numbers = []
        for numbers_item_data in self.numbers:
            numbers_item = numbers_item_data.to_dict()
            numbers.append(numbers_item)

        reason = self.reason

        hours: dict[str, Any] | None | Unset
        if isinstance(self.hours, Unset):
            hours = UNSET
        elif isinstance(self.hours, HoursBody):
            hours = self.hours.to_dict()
        else:
            hours = self.hours

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "language": language,
                "portal": portal,
                "procedure": procedure,
                "numbers": numbers,
                "reason": reason,
            }
        )
        if hours is not UNSET:
            field_dict["hours"] = hours

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.hours_body import HoursBody  # noqa: PLC0415
        from ..models.number_body import NumberBody  # noqa: PLC0415

        d = dict(src_dict)
        language = d.pop("language")

        portal = d.pop("portal")

        procedure = d.pop("procedure")

        numbers = []
        _numbers = d.pop("numbers")
        for numbers_item_data in _numbers:
            numbers_item = NumberBody.from_dict(numbers_item_data)

            numbers.append(numbers_item)

        reason = d.pop("reason")

        def _parse_hours(data: object) -> HoursBody | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                hours_type_0 = HoursBody.from_dict(data)

                return hours_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(HoursBody | None | Unset, data)

        hours = _parse_hours(d.pop("hours", UNSET))

        support_access_body = cls(
            language=language,
            portal=portal,
            procedure=procedure,
            numbers=numbers,
            reason=reason,
            hours=hours,
        )

        return support_access_body
