from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.sealing_key import SealingKey


T = TypeVar("T", bound="SealingKeysAnswer")


@_attrs_define
class SealingKeysAnswer:
    """The keys that are known; those that were erased for good; those that nobody knows."""

    keys: list[SealingKey]
    erased: list[str]
    unknown: list[str]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        keys = []
        for keys_item_data in self.keys:
            keys_item = keys_item_data.to_dict()
            keys.append(keys_item)

        erased = self.erased

        unknown = self.unknown

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "keys": keys,
                "erased": erased,
                "unknown": unknown,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.sealing_key import SealingKey  # noqa: PLC0415

        d = dict(src_dict)
        keys = []
        _keys = d.pop("keys")
        for keys_item_data in _keys:
            keys_item = SealingKey.from_dict(keys_item_data)

            keys.append(keys_item)

        erased = cast(list[str], d.pop("erased"))

        unknown = cast(list[str], d.pop("unknown"))

        sealing_keys_answer = cls(
            keys=keys,
            erased=erased,
            unknown=unknown,
        )

        sealing_keys_answer.additional_properties = d
        return sealing_keys_answer

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
