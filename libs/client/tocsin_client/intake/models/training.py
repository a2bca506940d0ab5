from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="Training")


@_attrs_define
class Training:
    """A course that was finished (CP-10)."""

    course: str
    completed_on: datetime.date

    def to_dict(self) -> dict[str, Any]:
        course = self.course

        completed_on = self.completed_on.isoformat()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "course": course,
                "completed_on": completed_on,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        course = d.pop("course")

        completed_on = datetime.date.fromisoformat(d.pop("completed_on"))

        training = cls(
            course=course,
            completed_on=completed_on,
        )

        return training
