from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="Seats")


@_attrs_define
class Seats:
    """Seats for authorized contacts (CP-9); `included` null: no limit.

    `over`: how many are taken beyond those that there are. A plan that renewed by itself under
    terms with fewer seats takes nobody's: until it is settled nobody else is named.

    """

    included: int | None
    extra: int
    taken: int
    over: int | Unset = 0
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        included: int | None
        included = self.included

        extra = self.extra

        taken = self.taken

        over = self.over

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "included": included,
                "extra": extra,
                "taken": taken,
            }
        )
        if over is not UNSET:
            field_dict["over"] = over

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

        over = d.pop("over", UNSET)

        seats = cls(
            included=included,
            extra=extra,
            taken=taken,
            over=over,
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
