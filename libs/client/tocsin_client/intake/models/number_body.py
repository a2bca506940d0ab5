from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.number_body_callers import NumberBodyCallers, check_number_body_callers

T = TypeVar("T", bound="NumberBody")


@_attrs_define
class NumberBody:
    """A number, for callers in the vendor's country or for all others."""

    callers: NumberBodyCallers
    number: str

    def to_dict(self) -> dict[str, Any]:
        callers: str = self.callers

        number = self.number

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "callers": callers,
                "number": number,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        callers = check_number_body_callers(d.pop("callers"))

        number = d.pop("number")

        number_body = cls(
            callers=callers,
            number=number,
        )

        return number_body
