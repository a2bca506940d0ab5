from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="Seats")


@_attrs_define
class Seats:
    """Seats for authorized contacts (CP-9); `included` null: no limit."""

    included: int | None
    extra: int
    taken: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        included: int | None
        included = self.included

        extra = self.extra

        taken = self.taken

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "included": included,
                "extra": extra,
                "taken": taken,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_included(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        included = _parse_included(d.pop("included"))

        extra = d.pop("extra")

        taken = d.pop("taken")

        seats = cls(
            included=included,
            extra=extra,
            taken=taken,
        )

        seats.additional_properties = d
        return seats

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
