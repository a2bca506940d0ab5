from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.use_body_use import UseBodyUse, check_use_body_use
from ..types import UNSET, Unset

T = TypeVar("T", bound="UseBody")


@_attrs_define
class UseBody:
    """A use of a benefit: what, when, at which session, release or fair, and by whom."""

    use: UseBodyUse
    used_on: datetime.date
    occasion: None | str | Unset = UNSET
    user_id: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        use: str = self.use

        used_on = self.used_on.isoformat()

        occasion: None | str | Unset
        if isinstance(self.occasion, Unset):
            occasion = UNSET
        else:
            occasion = self.occasion

        user_id: None | str | Unset
        if isinstance(self.user_id, Unset):
            user_id = UNSET
        else:
            user_id = self.user_id

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "use": use,
                "used_on": used_on,
            }
        )
        if occasion is not UNSET:
            field_dict["occasion"] = occasion
        if user_id is not UNSET:
            field_dict["user_id"] = user_id

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        use = check_use_body_use(d.pop("use"))

        used_on = datetime.date.fromisoformat(d.pop("used_on"))

        def _parse_occasion(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        occasion = _parse_occasion(d.pop("occasion", UNSET))

        def _parse_user_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        user_id = _parse_user_id(d.pop("user_id", UNSET))

        use_body = cls(
            use=use,
            used_on=used_on,
            occasion=occasion,
            user_id=user_id,
        )

        return use_body
