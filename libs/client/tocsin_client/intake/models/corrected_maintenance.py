from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="CorrectedMaintenance")


@_attrs_define
class CorrectedMaintenance:
    """What is right about a maintenance, and why it was recorded wrongly."""

    window: None | str
    started_at: datetime.datetime
    ended_at: datetime.datetime
    reason: str
    """ At most 100000 bytes in UTF-8. """

    def to_dict(self) -> dict[str, Any]:
        window: None | str
        window = self.window

        started_at = self.started_at.isoformat()

        ended_at = self.ended_at.isoformat()

        reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "window": window,
                "started_at": started_at,
                "ended_at": ended_at,
                "reason": reason,
            }
        )

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

        reason = d.pop("reason")

        corrected_maintenance = cls(
            window=window,
            started_at=started_at,
            ended_at=ended_at,
            reason=reason,
        )

        return corrected_maintenance
