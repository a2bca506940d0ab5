from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.target_answer import TargetAnswer


T = TypeVar("T", bound="Targets")


@_attrs_define
class Targets:
    """The promises of a case; none where it is out of entitlement (CP-18 to CP-20)."""

    first_response: None | TargetAnswer | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.target_answer import TargetAnswer  # noqa: PLC0415

        first_response: dict[str, Any] | None | Unset
        if isinstance(self.first_response, Unset):
            first_response = UNSET
        elif isinstance(self.first_response, TargetAnswer):
            first_response = self.first_response.to_dict()
        else:
            first_response = self.first_response

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if first_response is not UNSET:
            field_dict["first_response"] = first_response

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.target_answer import TargetAnswer  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_first_response(data: object) -> None | TargetAnswer | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                first_response_type_0 = TargetAnswer.from_dict(data)

                return first_response_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | TargetAnswer | Unset, data)

        first_response = _parse_first_response(d.pop("first_response", UNSET))

        targets = cls(
            first_response=first_response,
        )

        targets.additional_properties = d
        return targets

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
