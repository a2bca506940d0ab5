from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="HoursBody")


@_attrs_define
class HoursBody:
    """From when to when somebody answers on working days, in the vendor's zone, as `08:00`."""

    opens: str
    closes: str

    def to_dict(self) -> dict[str, Any]:
        opens = self.opens

        closes = self.closes

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "opens": opens,
                "closes": closes,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        opens = d.pop("opens")

        closes = d.pop("closes")

        hours_body = cls(
            opens=opens,
            closes=closes,
        )

        return hours_body
