from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.new_priority_priority import (
    NewPriorityPriority,
    check_new_priority_priority,
)

T = TypeVar("T", bound="NewPriority")


@_attrs_define
class NewPriority:
    """Which priority, and why."""

    priority: NewPriorityPriority
    reason: str

    def to_dict(self) -> dict[str, Any]:
        priority: str = self.priority

        reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "priority": priority,
                "reason": reason,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        priority = check_new_priority_priority(d.pop("priority"))

        reason = d.pop("reason")

        new_priority = cls(
            priority=priority,
            reason=reason,
        )

        return new_priority
