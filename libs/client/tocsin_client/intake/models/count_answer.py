from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.count_answer_uses import CountAnswerUses


T = TypeVar("T", bound="CountAnswer")


@_attrs_define
class CountAnswer:
    """A benefit in a year; `yearly` null: without a number. `tam-visit` is counted here, too."""

    benefit: str
    in_plan: bool
    yearly: int | None
    uses: CountAnswerUses
    left: int | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        benefit = self.benefit

        in_plan = self.in_plan

        yearly: int | None
        yearly = self.yearly

        uses = self.uses.to_dict()

        left: int | None
        left = self.left

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "benefit": benefit,
                "in_plan": in_plan,
                "yearly": yearly,
                "uses": uses,
                "left": left,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.count_answer_uses import CountAnswerUses  # noqa: PLC0415

        d = dict(src_dict)
        benefit = d.pop("benefit")

        in_plan = d.pop("in_plan")

        def _parse_yearly(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        yearly = _parse_yearly(d.pop("yearly"))

        uses = CountAnswerUses.from_dict(d.pop("uses"))

        def _parse_left(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        left = _parse_left(d.pop("left"))

        count_answer = cls(
            benefit=benefit,
            in_plan=in_plan,
            yearly=yearly,
            uses=uses,
            left=left,
        )

        count_answer.additional_properties = d
        return count_answer

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
