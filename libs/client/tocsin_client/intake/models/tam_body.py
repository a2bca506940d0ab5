from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="TamBody")


@_attrs_define
class TamBody:
    """Who the TAM is from a day on; today, if none is given."""

    tam_id: str
    name: str
    from_on: datetime.date | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        tam_id = self.tam_id

        name = self.name

        from_on: None | str | Unset
        if isinstance(self.from_on, Unset):
            from_on = UNSET
        elif isinstance(self.from_on, datetime.date):
            from_on = self.from_on.isoformat()
        else:
            from_on = self.from_on

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "tam_id": tam_id,
                "name": name,
            }
        )
        if from_on is not UNSET:
            field_dict["from_on"] = from_on

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        tam_id = d.pop("tam_id")

        name = d.pop("name")

        def _parse_from_on(data: object) -> datetime.date | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                from_on_type_0 = datetime.date.fromisoformat(data)

                return from_on_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None | Unset, data)

        from_on = _parse_from_on(d.pop("from_on", UNSET))

        tam_body = cls(
            tam_id=tam_id,
            name=name,
            from_on=from_on,
        )

        return tam_body
