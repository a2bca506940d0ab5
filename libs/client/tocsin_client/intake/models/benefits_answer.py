from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.count_answer import CountAnswer


T = TypeVar("T", bound="BenefitsAnswer")


@_attrs_define
class BenefitsAnswer:
    """A customer's benefits in a year; `in_plan` by the plan in force at the year's end, or today.

    Where none is in force, nothing is in it, and nothing is left (CP-4).

    """

    customer_id: str
    year: int
    benefits: list[CountAnswer]
    version: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        customer_id = self.customer_id

        year = self.year

        benefits = []
        for benefits_item_data in self.benefits:
            benefits_item = benefits_item_data.to_dict()
            benefits.append(benefits_item)

        version = self.version

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "customer_id": customer_id,
                "year": year,
                "benefits": benefits,
                "version": version,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.count_answer import CountAnswer  # noqa: PLC0415

        d = dict(src_dict)
        customer_id = d.pop("customer_id")

        year = d.pop("year")

        benefits = []
        _benefits = d.pop("benefits")
        for benefits_item_data in _benefits:
            benefits_item = CountAnswer.from_dict(benefits_item_data)

            benefits.append(benefits_item)

        version = d.pop("version")

        benefits_answer = cls(
            customer_id=customer_id,
            year=year,
            benefits=benefits,
            version=version,
        )

        benefits_answer.additional_properties = d
        return benefits_answer

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
