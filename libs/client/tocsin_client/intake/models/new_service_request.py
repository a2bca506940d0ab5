from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="NewServiceRequest")


@_attrs_define
class NewServiceRequest:
    """What is wanted of professional services.

    `kind`: a code of `scope.services` in `GET /v1/plans`. `hourly`: at an hourly rate; without it
    as that service is usually charged.

    """

    kind: str
    text: str
    """ At most 100000 bytes in UTF-8. """
    hourly: bool | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        kind = self.kind

        text = self.text

        hourly: bool | None | Unset
        if isinstance(self.hourly, Unset):
            hourly = UNSET
        else:
            hourly = self.hourly

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "kind": kind,
                "text": text,
            }
        )
        if hourly is not UNSET:
            field_dict["hourly"] = hourly

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        kind = d.pop("kind")

        text = d.pop("text")

        def _parse_hourly(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        hourly = _parse_hourly(d.pop("hourly", UNSET))

        new_service_request = cls(
            kind=kind,
            text=text,
            hourly=hourly,
        )

        return new_service_request
