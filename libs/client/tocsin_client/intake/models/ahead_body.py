from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="AheadBody")


@_attrs_define
class AheadBody:
    """Until when, and why."""

    until: datetime.datetime
    reason: str
    """ At most 100000 bytes in UTF-8. """

    def to_dict(self) -> dict[str, Any]:
        until = self.until.isoformat()

        reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "until": until,
                "reason": reason,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        until = datetime.datetime.fromisoformat(d.pop("until"))

        reason = d.pop("reason")

        ahead_body = cls(
            until=until,
            reason=reason,
        )

        return ahead_body
