from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.allowance_answer import AllowanceAnswer
    from ..models.month_answer import MonthAnswer


T = TypeVar("T", bound="YearAnswer")


@_attrs_define
class YearAnswer:
    """A customer's maintenance in a calendar year, judged by the terms of `terms_version`.

    Months are the vendor's. `ebc`: whether the customer has the promise today.

    """

    customer_id: str
    year: int
    ebc: bool
    terms_version: str
    zone: str
    months: list[MonthAnswer]
    allowances: list[AllowanceAnswer]
    broken: list[int]
    version: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        customer_id = self.customer_id

        year = self.year

        ebc = self.ebc

        terms_version = self.terms_version

        zone = self.zone

        months = []
        for months_item_data in self.months:
            months_item = months_item_data.to_dict()
            months.append(months_item)

        allowances = []
        for allowances_item_data in self.allowances:
            allowances_item = allowances_item_data.to_dict()
            allowances.append(allowances_item)

        broken = self.broken

        version = self.version

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "customer_id": customer_id,
                "year": year,
                "ebc": ebc,
                "terms_version": terms_version,
                "zone": zone,
                "months": months,
                "allowances": allowances,
                "broken": broken,
                "version": version,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.allowance_answer import AllowanceAnswer  # noqa: PLC0415
        from ..models.month_answer import MonthAnswer  # noqa: PLC0415

        d = dict(src_dict)
        customer_id = d.pop("customer_id")

        year = d.pop("year")

        ebc = d.pop("ebc")

        terms_version = d.pop("terms_version")

        zone = d.pop("zone")

        months = []
        _months = d.pop("months")
        for months_item_data in _months:
            months_item = MonthAnswer.from_dict(months_item_data)

            months.append(months_item)

        allowances = []
        _allowances = d.pop("allowances")
        for allowances_item_data in _allowances:
            allowances_item = AllowanceAnswer.from_dict(allowances_item_data)

            allowances.append(allowances_item)

        broken = cast(list[int], d.pop("broken"))

        version = d.pop("version")

        year_answer = cls(
            customer_id=customer_id,
            year=year,
            ebc=ebc,
            terms_version=terms_version,
            zone=zone,
            months=months,
            allowances=allowances,
            broken=broken,
            version=version,
        )

        year_answer.additional_properties = d
        return year_answer

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
