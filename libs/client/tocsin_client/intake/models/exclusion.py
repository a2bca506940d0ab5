from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="Exclusion")


@_attrs_define
class Exclusion:
    """Why a case is out of entitlement: a code of its terms; words about it, for support, go into
    `text`.

    The codes are `use-against-agreement`, `non-payment`, `unsupported-equipment`,
    `unsupported-customization`, `beyond-control`, `unsupported-version`, `customer-failure`,
    `edi-services` and `out-of-scope`, unless the vendor's own terms have others; a refusal lists
    them.

    """

    reason: str
    text: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        reason = self.reason

        text: None | str | Unset
        if isinstance(self.text, Unset):
            text = UNSET
        else:
            text = self.text

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "reason": reason,
            }
        )
        if text is not UNSET:
            field_dict["text"] = text

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        reason = d.pop("reason")

        def _parse_text(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        text = _parse_text(d.pop("text", UNSET))

        exclusion = cls(
            reason=reason,
            text=text,
        )

        return exclusion
