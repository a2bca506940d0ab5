from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.erasure_reason import ErasureReason, check_erasure_reason

T = TypeVar("T", bound="Erasure")


@_attrs_define
class Erasure:
    """Why: a code, since words about an erased person would be personal again."""

    reason: ErasureReason

    def to_dict(self) -> dict[str, Any]:
        reason: str = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "reason": reason,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        reason = check_erasure_reason(d.pop("reason"))

        erasure = cls(
            reason=reason,
        )

        return erasure
