from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="CustomerCorrection")


@_attrs_define
class CustomerCorrection:
    """What of a customer is otherwise than recorded; what is left out stays as it is.

    `extra_seats` and `ebc` are bought or given back by it (CP-9, CP-33).

    """

    reason: str
    """ At most 100000 bytes in UTF-8. """
    name: None | str | Unset = UNSET
    zone: None | str | Unset = UNSET
    extra_seats: int | None | Unset = UNSET
    ebc: bool | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        reason = self.reason

        name: None | str | Unset
        if isinstance(self.name, Unset):
            name = UNSET
        else:
            name = self.name

        zone: None | str | Unset
        if isinstance(self.zone, Unset):
            zone = UNSET
        else:
            zone = self.zone

        extra_seats: int | None | Unset
        if isinstance(self.extra_seats, Unset):
            extra_seats = UNSET
        else:
            extra_seats = self.extra_seats

        ebc: bool | None | Unset
        if isinstance(self.ebc, Unset):
            ebc = UNSET
        else:
            ebc = self.ebc

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "reason": reason,
            }
        )
        if name is not UNSET:
            field_dict["name"] = name
        if zone is not UNSET:
            field_dict["zone"] = zone
        if extra_seats is not UNSET:
            field_dict["extra_seats"] = extra_seats
        if ebc is not UNSET:
            field_dict["ebc"] = ebc

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        reason = d.pop("reason")

        def _parse_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        name = _parse_name(d.pop("name", UNSET))

        def _parse_zone(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        zone = _parse_zone(d.pop("zone", UNSET))

        def _parse_extra_seats(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        extra_seats = _parse_extra_seats(d.pop("extra_seats", UNSET))

        def _parse_ebc(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        ebc = _parse_ebc(d.pop("ebc", UNSET))

        customer_correction = cls(
            reason=reason,
            name=name,
            zone=zone,
            extra_seats=extra_seats,
            ebc=ebc,
        )

        return customer_correction
