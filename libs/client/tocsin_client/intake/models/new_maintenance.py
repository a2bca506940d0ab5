from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="NewMaintenance")


@_attrs_define
class NewMaintenance:
    """Maintenance that was done; `text` is for the vendor's people."""

    window: None | str
    started_at: datetime.datetime
    ended_at: datetime.datetime
    maintenance_id: None | str | Unset = UNSET
    text: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        window: None | str
        window = self.window

        started_at = self.started_at.isoformat()

        ended_at = self.ended_at.isoformat()

        maintenance_id: None | str | Unset
        if isinstance(self.maintenance_id, Unset):
            maintenance_id = UNSET
        else:
            maintenance_id = self.maintenance_id

        text: None | str | Unset
        if isinstance(self.text, Unset):
            text = UNSET
        else:
            text = self.text

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "window": window,
                "started_at": started_at,
                "ended_at": ended_at,
            }
        )
        if maintenance_id is not UNSET:
            field_dict["maintenance_id"] = maintenance_id
        if text is not UNSET:
            field_dict["text"] = text

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_window(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        window = _parse_window(d.pop("window"))

        started_at = datetime.datetime.fromisoformat(d.pop("started_at"))

        ended_at = datetime.datetime.fromisoformat(d.pop("ended_at"))

        def _parse_maintenance_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        maintenance_id = _parse_maintenance_id(d.pop("maintenance_id", UNSET))

        def _parse_text(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        text = _parse_text(d.pop("text", UNSET))

        new_maintenance = cls(
            window=window,
            started_at=started_at,
            ended_at=ended_at,
            maintenance_id=maintenance_id,
            text=text,
        )

        return new_maintenance
