from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.covered_answer import CoveredAnswer
    from ..models.exclusion_answer import ExclusionAnswer
    from ..models.not_a_case_answer import NotACaseAnswer


T = TypeVar("T", bound="Scope")


@_attrs_define
class Scope:
    """What is covered, what is no case, and what is out of entitlement."""

    covers: list[CoveredAnswer]
    not_a_case: NotACaseAnswer
    """ What support does not take as a case, and what it says instead (CP-11). """
    exclusions: list[ExclusionAnswer]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        covers = []
        for covers_item_data in self.covers:
            covers_item = covers_item_data.to_dict()
            covers.append(covers_item)

        not_a_case = self.not_a_case.to_dict()

        exclusions = []
        for exclusions_item_data in self.exclusions:
            exclusions_item = exclusions_item_data.to_dict()
            exclusions.append(exclusions_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "covers": covers,
                "not_a_case": not_a_case,
                "exclusions": exclusions,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.covered_answer import CoveredAnswer  # noqa: PLC0415
        from ..models.exclusion_answer import ExclusionAnswer  # noqa: PLC0415
        from ..models.not_a_case_answer import NotACaseAnswer  # noqa: PLC0415

        d = dict(src_dict)
        covers = []
        _covers = d.pop("covers")
        for covers_item_data in _covers:
            covers_item = CoveredAnswer.from_dict(covers_item_data)

            covers.append(covers_item)

        not_a_case = NotACaseAnswer.from_dict(d.pop("not_a_case"))

        exclusions = []
        _exclusions = d.pop("exclusions")
        for exclusions_item_data in _exclusions:
            exclusions_item = ExclusionAnswer.from_dict(exclusions_item_data)

            exclusions.append(exclusions_item)

        scope = cls(
            covers=covers,
            not_a_case=not_a_case,
            exclusions=exclusions,
        )

        scope.additional_properties = d
        return scope

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
