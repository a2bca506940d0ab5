from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.tried_body import TriedBody


T = TypeVar("T", bound="Unreachable")


@_attrs_define
class Unreachable:
    """Why nobody can be reached, and whom one tried."""

    reason: str
    tried: list[TriedBody] | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        reason = self.reason

        tried: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.tried, Unset):
            tried = []
            for tried_item_data in self.tried:
                tried_item = tried_item_data.to_dict()
                tried.append(tried_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "reason": reason,
            }
        )
        if tried is not UNSET:
            field_dict["tried"] = tried

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.tried_body import TriedBody  # noqa: PLC0415

        d = dict(src_dict)
        reason = d.pop("reason")

        _tried = d.pop("tried", UNSET)
        tried: list[TriedBody] | Unset = UNSET
        if _tried is not UNSET:
            tried = []
            for tried_item_data in _tried:
                tried_item = TriedBody.from_dict(tried_item_data)

                tried.append(tried_item)

        unreachable = cls(
            reason=reason,
            tried=tried,
        )

        return unreachable
