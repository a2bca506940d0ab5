from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.named_tam_answer import NamedTamAnswer


T = TypeVar("T", bound="TamAnswer")


@_attrs_define
class TamAnswer:
    """The TAM of today, null if nobody is; and all who were named, in order."""

    current: NamedTamAnswer | None
    named: list[NamedTamAnswer]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.named_tam_answer import NamedTamAnswer  # noqa: PLC0415

        current: dict[str, Any] | None
        if isinstance(self.current, NamedTamAnswer):
            current = self.current.to_dict()
        else:
            current = self.current

        named = []
        for named_item_data in self.named:
            named_item = named_item_data.to_dict()
            named.append(named_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "current": current,
                "named": named,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.named_tam_answer import NamedTamAnswer  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_current(data: object) -> NamedTamAnswer | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                current_type_0 = NamedTamAnswer.from_dict(data)

                return current_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(NamedTamAnswer | None, data)

        current = _parse_current(d.pop("current"))

        named = []
        _named = d.pop("named")
        for named_item_data in _named:
            named_item = NamedTamAnswer.from_dict(named_item_data)

            named.append(named_item)

        tam_answer = cls(
            current=current,
            named=named,
        )

        tam_answer.additional_properties = d
        return tam_answer

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
