from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="MonthAnswer")


@_attrs_define
class MonthAnswer:
    """A month so far. `allowance`: the minutes that it took up; null for a month to come.

    `state`: the running month may still grow, and with it what later months may take.

    """

    month: int
    state: str
    minutes: float
    unscheduled_minutes: float
    allowance: int | None
    broke_promise: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        month = self.month

        state = self.state

        minutes = self.minutes

        unscheduled_minutes = self.unscheduled_minutes

        allowance: int | None
        allowance = self.allowance

        broke_promise = self.broke_promise

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "month": month,
                "state": state,
                "minutes": minutes,
                "unscheduled_minutes": unscheduled_minutes,
                "allowance": allowance,
                "broke_promise": broke_promise,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        month = d.pop("month")

        state = d.pop("state")

        minutes = d.pop("minutes")

        unscheduled_minutes = d.pop("unscheduled_minutes")

        def _parse_allowance(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        allowance = _parse_allowance(d.pop("allowance"))

        broke_promise = d.pop("broke_promise")

        month_answer = cls(
            month=month,
            state=state,
            minutes=minutes,
            unscheduled_minutes=unscheduled_minutes,
            allowance=allowance,
            broke_promise=broke_promise,
        )

        month_answer.additional_properties = d
        return month_answer

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
