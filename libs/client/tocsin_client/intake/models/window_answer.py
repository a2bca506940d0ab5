from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="WindowAnswer")


@_attrs_define
class WindowAnswer:
    """A window as it is scheduled from `first_on` to `last_on`; null: no end is known."""

    window: str
    every: str
    first_on: datetime.date
    last_on: datetime.date | None
    starts_at: str
    minutes: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        window = self.window

        every = self.every

        first_on = self.first_on.isoformat()

        last_on: None | str
        if isinstance(self.last_on, datetime.date):
            last_on = self.last_on.isoformat()
        else:
            last_on = self.last_on

        starts_at = self.starts_at

        minutes = self.minutes

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "window": window,
                "every": every,
                "first_on": first_on,
                "last_on": last_on,
                "starts_at": starts_at,
                "minutes": minutes,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        window = d.pop("window")

        every = d.pop("every")

        first_on = datetime.date.fromisoformat(d.pop("first_on"))

        def _parse_last_on(data: object) -> datetime.date | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                last_on_type_0 = datetime.date.fromisoformat(data)

                return last_on_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None, data)

        last_on = _parse_last_on(d.pop("last_on"))

        starts_at = d.pop("starts_at")

        minutes = d.pop("minutes")

        window_answer = cls(
            window=window,
            every=every,
            first_on=first_on,
            last_on=last_on,
            starts_at=starts_at,
            minutes=minutes,
        )

        window_answer.additional_properties = d
        return window_answer

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
