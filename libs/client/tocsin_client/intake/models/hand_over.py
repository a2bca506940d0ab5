from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="HandOver")


@_attrs_define
class HandOver:
    """Who takes over, and where the case stands. `reason`: why it goes to somebody outside of its
    plan's desk (CP-21).

    """

    to_engineer_id: str
    summary: str
    """ At most 100000 bytes in UTF-8. """
    reason: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        to_engineer_id = self.to_engineer_id

        summary = self.summary

        reason: None | str | Unset
        if isinstance(self.reason, Unset):
            reason = UNSET
        else:
            reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "to_engineer_id": to_engineer_id,
                "summary": summary,
            }
        )
        if reason is not UNSET:
            field_dict["reason"] = reason

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        to_engineer_id = d.pop("to_engineer_id")

        summary = d.pop("summary")

        def _parse_reason(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        reason = _parse_reason(d.pop("reason", UNSET))

        hand_over = cls(
            to_engineer_id=to_engineer_id,
            summary=summary,
            reason=reason,
        )

        return hand_over
