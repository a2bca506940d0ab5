from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.secret_rotation_reason import (
    SecretRotationReason,
    check_secret_rotation_reason,
)
from ..types import UNSET, Unset

T = TypeVar("T", bound="SecretRotation")


@_attrs_define
class SecretRotation:
    """Why the secret is replaced: where it leaked, the old one signs no longer."""

    reason: SecretRotationReason | Unset = "routine"

    def to_dict(self) -> dict[str, Any]:
        reason: str | Unset = UNSET
        if not isinstance(self.reason, Unset):
            reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if reason is not UNSET:
            field_dict["reason"] = reason

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        _reason = d.pop("reason", UNSET)
        reason: SecretRotationReason | Unset
        if isinstance(_reason, Unset):
            reason = UNSET
        else:
            reason = check_secret_rotation_reason(_reason)

        secret_rotation = cls(
            reason=reason,
        )

        return secret_rotation
