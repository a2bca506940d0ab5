from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.fees_status import FeesStatus, check_fees_status

T = TypeVar("T", bound="Fees")


@_attrs_define
class Fees:
    """Whether all fees due are paid (CP-6)."""

    status: FeesStatus

    def to_dict(self) -> dict[str, Any]:
        status: str = self.status

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "status": status,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        status = check_fees_status(d.pop("status"))

        fees = cls(
            status=status,
        )

        return fees
