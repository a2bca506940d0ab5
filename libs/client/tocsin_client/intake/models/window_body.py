from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.window_body_every import WindowBodyEvery, check_window_body_every
from ..types import UNSET, Unset

T = TypeVar("T", bound="WindowBody")


@_attrs_define
class WindowBody:
    """A window from `first_on` on; `starts_at` is a time of day in the vendor's zone, as `22:00`.

    Both days are included. Every second week is counted from `first_on`.

    """

    every: WindowBodyEvery
    first_on: datetime.date
    starts_at: str
    minutes: int
    last_on: datetime.date | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        every: str = self.every

        first_on = self.first_on.isoformat()

        starts_at = self.starts_at

        minutes = self.minutes

        last_on: None | str | Unset
        if isinstance(self.last_on, Unset):
            last_on = UNSET
        elif isinstance(self.last_on, datetime.date):
            last_on = self.last_on.isoformat()
        else:
            last_on = self.last_on

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "every": every,
                "first_on": first_on,
                "starts_at": starts_at,
                "minutes": minutes,
            }
        )
        if last_on is not UNSET:
            field_dict["last_on"] = last_on

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        every = check_window_body_every(d.pop("every"))

        first_on = datetime.date.fromisoformat(d.pop("first_on"))

        starts_at = d.pop("starts_at")

        minutes = d.pop("minutes")

        def _parse_last_on(data: object) -> datetime.date | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                last_on_type_0 = datetime.date.fromisoformat(data)

                return last_on_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None | Unset, data)

        last_on = _parse_last_on(d.pop("last_on", UNSET))

        window_body = cls(
            every=every,
            first_on=first_on,
            starts_at=starts_at,
            minutes=minutes,
            last_on=last_on,
        )

        return window_body
