from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="AllowanceAnswer")


@_attrs_define
class AllowanceAnswer:
    """In `months` months of a year maintenance may take up to `minutes`; `left`: not taken yet."""

    minutes: int
    months: int
    used_by: list[int]
    left: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        minutes = self.minutes

        months = self.months

        used_by = self.used_by

        left = self.left

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "minutes": minutes,
                "months": months,
                "used_by": used_by,
                "left": left,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        minutes = d.pop("minutes")

        months = d.pop("months")

        used_by = cast(list[int], d.pop("used_by"))

        left = d.pop("left")

        allowance_answer = cls(
            minutes=minutes,
            months=months,
            used_by=used_by,
            left=left,
        )

        allowance_answer.additional_properties = d
        return allowance_answer

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
