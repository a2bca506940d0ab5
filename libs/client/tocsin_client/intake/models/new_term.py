from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.new_term_plan import NewTermPlan, check_new_term_plan
from ..types import UNSET, Unset

T = TypeVar("T", bound="NewTerm")


@_attrs_define
class NewTerm:
    """A further term: a renewal, another plan, or the way back.

    `accepts_losses`: names, from the refusal, of what may be lost within a term (CP-2).
    `keeps_seats`: the contacts who keep their seat, where the new plan has fewer; `extra_seats`:
    how many paid seats there are from today on (CP-9). `late_reason`: why a change of the running
    term is recorded only after the day on which it began.

    """

    plan: NewTermPlan
    starts_on: datetime.date
    ends_on: datetime.date
    accepts_losses: list[str] | Unset = UNSET
    keeps_seats: list[str] | None | Unset = UNSET
    extra_seats: int | None | Unset = UNSET
    late_reason: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        plan: str = self.plan

        starts_on = self.starts_on.isoformat()

        ends_on = self.ends_on.isoformat()

        accepts_losses: list[str] | Unset = UNSET
        if not isinstance(self.accepts_losses, Unset):
            accepts_losses = self.accepts_losses

        keeps_seats: list[str] | None | Unset
        if isinstance(self.keeps_seats, Unset):
            keeps_seats = UNSET
        elif isinstance(self.keeps_seats, list):
            keeps_seats = self.keeps_seats

        else:
            keeps_seats = self.keeps_seats

        extra_seats: int | None | Unset
        if isinstance(self.extra_seats, Unset):
            extra_seats = UNSET
        else:
            extra_seats = self.extra_seats

        late_reason: None | str | Unset
        if isinstance(self.late_reason, Unset):
            late_reason = UNSET
        else:
            late_reason = self.late_reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "plan": plan,
                "starts_on": starts_on,
                "ends_on": ends_on,
            }
        )
        if accepts_losses is not UNSET:
            field_dict["accepts_losses"] = accepts_losses
        if keeps_seats is not UNSET:
            field_dict["keeps_seats"] = keeps_seats
        if extra_seats is not UNSET:
            field_dict["extra_seats"] = extra_seats
        if late_reason is not UNSET:
            field_dict["late_reason"] = late_reason

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        plan = check_new_term_plan(d.pop("plan"))

        starts_on = datetime.date.fromisoformat(d.pop("starts_on"))

        ends_on = datetime.date.fromisoformat(d.pop("ends_on"))

        accepts_losses = cast(list[str], d.pop("accepts_losses", UNSET))

        def _parse_keeps_seats(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                keeps_seats_type_0 = cast(list[str], data)

                return keeps_seats_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        keeps_seats = _parse_keeps_seats(d.pop("keeps_seats", UNSET))

        def _parse_extra_seats(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        extra_seats = _parse_extra_seats(d.pop("extra_seats", UNSET))

        def _parse_late_reason(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        late_reason = _parse_late_reason(d.pop("late_reason", UNSET))

        new_term = cls(
            plan=plan,
            starts_on=starts_on,
            ends_on=ends_on,
            accepts_losses=accepts_losses,
            keeps_seats=keeps_seats,
            extra_seats=extra_seats,
            late_reason=late_reason,
        )

        return new_term
