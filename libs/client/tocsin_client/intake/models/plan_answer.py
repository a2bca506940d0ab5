from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.plan_answer_targets import PlanAnswerTargets
    from ..models.plan_answer_yearly import PlanAnswerYearly
    from ..models.plan_seats import PlanSeats


T = TypeVar("T", bound="PlanAnswer")


@_attrs_define
class PlanAnswer:
    """One plan: its targets, its seats, its place in the queue (CP-21), and what else it gives
    (CP-29 to CP-32). `yearly`: how many of a benefit a year holds.

    """

    plan: str
    name: str
    queue_rank: int
    targets: PlanAnswerTargets
    seats: PlanSeats
    """ How many authorized contacts a plan has (CP-9): included, and for sale. Null: no limit. """
    reviews: list[str]
    own_desk: bool
    named_tam: bool
    tam_calls: bool
    vip_user_group: bool
    yearly: PlanAnswerYearly
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        plan = self.plan

        name = self.name

        queue_rank = self.queue_rank

        targets = self.targets.to_dict()

        seats = self.seats.to_dict()

        reviews = self.reviews

        own_desk = self.own_desk

        named_tam = self.named_tam

        tam_calls = self.tam_calls

        vip_user_group = self.vip_user_group

        yearly = self.yearly.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "plan": plan,
                "name": name,
                "queue_rank": queue_rank,
                "targets": targets,
                "seats": seats,
                "reviews": reviews,
                "own_desk": own_desk,
                "named_tam": named_tam,
                "tam_calls": tam_calls,
                "vip_user_group": vip_user_group,
                "yearly": yearly,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.plan_answer_targets import PlanAnswerTargets  # noqa: PLC0415
        from ..models.plan_answer_yearly import PlanAnswerYearly  # noqa: PLC0415
        from ..models.plan_seats import PlanSeats  # noqa: PLC0415

        d = dict(src_dict)
        plan = d.pop("plan")

        name = d.pop("name")

        queue_rank = d.pop("queue_rank")

        targets = PlanAnswerTargets.from_dict(d.pop("targets"))

        seats = PlanSeats.from_dict(d.pop("seats"))

        reviews = cast(list[str], d.pop("reviews"))

        own_desk = d.pop("own_desk")

        named_tam = d.pop("named_tam")

        tam_calls = d.pop("tam_calls")

        vip_user_group = d.pop("vip_user_group")

        yearly = PlanAnswerYearly.from_dict(d.pop("yearly"))

        plan_answer = cls(
            plan=plan,
            name=name,
            queue_rank=queue_rank,
            targets=targets,
            seats=seats,
            reviews=reviews,
            own_desk=own_desk,
            named_tam=named_tam,
            tam_calls=tam_calls,
            vip_user_group=vip_user_group,
            yearly=yearly,
        )

        plan_answer.additional_properties = d
        return plan_answer

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
