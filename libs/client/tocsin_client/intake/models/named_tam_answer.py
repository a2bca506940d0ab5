from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="NamedTamAnswer")


@_attrs_define
class NamedTamAnswer:
    """Who the TAM is from a day on."""

    tam_id: str
    name: str
    from_on: datetime.date
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        tam_id = self.tam_id

        name = self.name

        from_on = self.from_on.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "tam_id": tam_id,
                "name": name,
                "from_on": from_on,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        tam_id = d.pop("tam_id")

        name = d.pop("name")

        from_on = datetime.date.fromisoformat(d.pop("from_on"))

        named_tam_answer = cls(
            tam_id=tam_id,
            name=name,
            from_on=from_on,
        )

        named_tam_answer.additional_properties = d
        return named_tam_answer

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
