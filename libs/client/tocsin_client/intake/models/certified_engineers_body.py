from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="CertifiedEngineersBody")


@_attrs_define
class CertifiedEngineersBody:
    """All engineers of a plan's desk, and why they are; none: the plan's cases go to anybody."""

    engineer_ids: list[str]
    reason: str
    """ At most 100000 bytes in UTF-8. """

    def to_dict(self) -> dict[str, Any]:
        engineer_ids = self.engineer_ids

        reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "engineer_ids": engineer_ids,
                "reason": reason,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        engineer_ids = cast(list[str], d.pop("engineer_ids"))

        reason = d.pop("reason")

        certified_engineers_body = cls(
            engineer_ids=engineer_ids,
            reason=reason,
        )

        return certified_engineers_body
