from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.tried_body_how import TriedBodyHow, check_tried_body_how

T = TypeVar("T", bound="TriedBody")


@_attrs_define
class TriedBody:
    """Whom one tried to reach, how, and when."""

    who: str
    how: TriedBodyHow
    at: datetime.datetime

    def to_dict(self) -> dict[str, Any]:
        who = self.who

        how: str = self.how

        at = self.at.isoformat()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "who": who,
                "how": how,
                "at": at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        who = d.pop("who")

        how = check_tried_body_how(d.pop("how"))

        at = datetime.datetime.fromisoformat(d.pop("at"))

        tried_body = cls(
            who=who,
            how=how,
            at=at,
        )

        return tried_body
