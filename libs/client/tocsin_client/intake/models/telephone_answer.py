from __future__ import annotations

from collections.abc import Mapping
from typing import (
    TYPE_CHECKING,
    Any,
    Literal,
    TypeVar,
    cast,
)

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.phone_number_answer import PhoneNumberAnswer


T = TypeVar("T", bound="TelephoneAnswer")


@_attrs_define
class TelephoneAnswer:
    """When somebody answers the telephone: from `opens` to `closes` on working days in `zone`, and
    at every hour for the priorities in `always_for` (CP-15).

    """

    numbers: list[PhoneNumberAnswer]
    opens: str
    closes: str
    zone: str
    always_for: list[str]
    days: Literal["working-days"] | Unset = "working-days"
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        numbers = []
        for numbers_item_data in self.numbers:
            numbers_item = numbers_item_data.to_dict()
            numbers.append(numbers_item)

        opens = self.opens

        closes = self.closes

        zone = self.zone

        always_for = self.always_for

        days = self.days

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "numbers": numbers,
                "opens": opens,
                "closes": closes,
                "zone": zone,
                "always_for": always_for,
            }
        )
        if days is not UNSET:
            field_dict["days"] = days

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.phone_number_answer import PhoneNumberAnswer  # noqa: PLC0415

        d = dict(src_dict)
        numbers = []
        _numbers = d.pop("numbers")
        for numbers_item_data in _numbers:
            numbers_item = PhoneNumberAnswer.from_dict(numbers_item_data)

            numbers.append(numbers_item)

        opens = d.pop("opens")

        closes = d.pop("closes")

        zone = d.pop("zone")

        always_for = cast(list[str], d.pop("always_for"))

        days = cast(Literal["working-days"] | Unset, d.pop("days", UNSET))
        if days != "working-days" and not isinstance(days, Unset):
            raise ValueError(f"days must match const 'working-days', got '{days}'")

        telephone_answer = cls(
            numbers=numbers,
            opens=opens,
            closes=closes,
            zone=zone,
            always_for=always_for,
            days=days,
        )

        telephone_answer.additional_properties = d
        return telephone_answer

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
