from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.plan_answer import PlanAnswer
    from ..models.priority_answer import PriorityAnswer
    from ..models.scope import Scope
    from ..models.support_answer import SupportAnswer


T = TypeVar("T", bound="PlansAnswer")


@_attrs_define
class PlansAnswer:
    """What a version of the terms promises, and how support is reached today."""

    terms_version: str
    in_force_from: datetime.date
    notice_days: int
    plans: list[PlanAnswer]
    priorities: list[PriorityAnswer]
    scope: Scope
    """ What is covered, what is no case, what is out of entitlement, and who does that. """
    support: SupportAnswer
    """ How to reach support (CP-15). The portal takes requests at every hour of the year.

    `ahead`: what was changed already and holds from a later day on. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        terms_version = self.terms_version

        in_force_from = self.in_force_from.isoformat()

        notice_days = self.notice_days

        plans = []
        for plans_item_data in self.plans:
            plans_item = plans_item_data.to_dict()
            plans.append(plans_item)

        priorities = []
        for priorities_item_data in self.priorities:
            priorities_item = priorities_item_data.to_dict()
            priorities.append(priorities_item)

        scope = self.scope.to_dict()

        support = self.support.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "terms_version": terms_version,
                "in_force_from": in_force_from,
                "notice_days": notice_days,
                "plans": plans,
                "priorities": priorities,
                "scope": scope,
                "support": support,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.plan_answer import PlanAnswer  # noqa: PLC0415
        from ..models.priority_answer import PriorityAnswer  # noqa: PLC0415
        from ..models.scope import Scope  # noqa: PLC0415
        from ..models.support_answer import SupportAnswer  # noqa: PLC0415

        d = dict(src_dict)
        terms_version = d.pop("terms_version")

        in_force_from = datetime.date.fromisoformat(d.pop("in_force_from"))

        notice_days = d.pop("notice_days")

        plans = []
        _plans = d.pop("plans")
        for plans_item_data in _plans:
            plans_item = PlanAnswer.from_dict(plans_item_data)

            plans.append(plans_item)

        priorities = []
        _priorities = d.pop("priorities")
        for priorities_item_data in _priorities:
            priorities_item = PriorityAnswer.from_dict(priorities_item_data)

            priorities.append(priorities_item)

        scope = Scope.from_dict(d.pop("scope"))

        support = SupportAnswer.from_dict(d.pop("support"))

        plans_answer = cls(
            terms_version=terms_version,
            in_force_from=in_force_from,
            notice_days=notice_days,
            plans=plans,
            priorities=priorities,
            scope=scope,
            support=support,
        )

        plans_answer.additional_properties = d
        return plans_answer

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
