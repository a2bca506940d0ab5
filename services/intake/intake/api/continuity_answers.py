"""Builds what clients are told about maintenance and a year of it (CP-33)."""

from datetime import date, datetime, timedelta
from typing import Literal

from pydantic import BaseModel

from careplans.terms_parts import Allowance
from intake.domain.continuity import Continuity, Every, Maintenance, Window, maintenance_of
from intake.domain.continuity_year import JudgedYear
from intake.domain.public_history import Audience


class WindowAnswer(BaseModel):
    """A window as it is scheduled from `first_on` to `last_on`; null: no end is known."""

    window: str
    every: Every
    first_on: date
    last_on: date | None
    starts_at: str
    minutes: int


class MaintenanceAnswer(BaseModel):
    """A maintenance as it was last told; `counts`: it was scheduled, and was not withdrawn.

    `recorded_by` and `note` are told to the vendor's people only.
    """

    maintenance_id: str
    window: str | None
    started_at: datetime
    ended_at: datetime
    minutes: float
    counts: bool
    corrected: bool
    withdrawn: bool
    recorded_by: str | None
    note: str | None


class MonthAnswer(BaseModel):
    """A month so far. `allowance`: the minutes that it took up; null for a month to come.

    `state`: the running month may still grow, and with it what later months may take.
    """

    month: int
    state: Literal["over", "running", "to-come"]
    minutes: float
    unscheduled_minutes: float
    allowance: int | None
    broke_promise: bool


class AllowanceAnswer(BaseModel):
    """In `months` months of a year maintenance may take up to `minutes`; `left`: not taken yet."""

    minutes: int
    months: int
    used_by: list[int]
    left: int


class YearAnswer(BaseModel):
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


def window_answer(window: Window) -> WindowAnswer:
    """Return a window as it is scheduled for some time."""
    return WindowAnswer(
        window=window.window_id,
        every=window.every,
        first_on=window.first_on,
        last_on=window.last_on,
        starts_at=window.starts_at.isoformat("minutes"),
        minutes=window.minutes,
    )


def set_window(continuity: Continuity, window_id: str) -> WindowAnswer:
    """Return the window as it was set last."""
    return window_answer(continuity.windows[window_id][-1])


def maintenance_answer(maintenance: Maintenance, audience: Audience) -> MaintenanceAnswer:
    """Return a maintenance as this audience may read it."""
    of_vendor = audience == "vendor"
    return MaintenanceAnswer(
        maintenance_id=maintenance.maintenance_id,
        window=maintenance.window_id,
        started_at=maintenance.started_at,
        ended_at=maintenance.ended_at,
        minutes=(maintenance.ended_at - maintenance.started_at) / timedelta(minutes=1),
        counts=maintenance.window_id is not None and not maintenance.withdrawn,
        corrected=maintenance.corrected,
        withdrawn=maintenance.withdrawn,
        recorded_by=maintenance.recorded_by if of_vendor else None,
        note=maintenance.note if of_vendor else None,
    )


def recorded_maintenance(
    continuity: Continuity, maintenance_id: str, audience: Audience
) -> MaintenanceAnswer:
    """Return one maintenance of the customer's."""
    return maintenance_answer(maintenance_of(continuity, maintenance_id), audience)


def month_answers(year: int, judged: JudgedYear, today: date) -> list[MonthAnswer]:
    """Return all twelve months, those to come without an allowance."""
    by_month = {use.month: use for use in judged.judged.months}
    return [
        MonthAnswer(
            month=month,
            state=_month_state(year, month, today),
            minutes=by_month[month].minutes if month in by_month else 0,
            unscheduled_minutes=judged.unscheduled.get(month, 0),
            allowance=by_month[month].allowance if month in by_month else None,
            broke_promise=month in by_month and by_month[month].broke_promise,
        )
        for month in range(1, 13)
    ]


def allowance_answers(
    judged: JudgedYear, allowances: tuple[Allowance, ...]
) -> list[AllowanceAnswer]:
    """Return the allowances of the year, shortest first, and which months took one up."""
    uses = judged.judged.months
    return [
        AllowanceAnswer(
            minutes=allowance.minutes,
            months=allowance.months,
            used_by=[use.month for use in uses if use.allowance == allowance.minutes],
            left=judged.judged.left[allowance.minutes],
        )
        for allowance in allowances
    ]


def _month_state(year: int, month: int, today: date) -> Literal["over", "running", "to-come"]:
    if (year, month) == (today.year, today.month):
        return "running"
    return "over" if (year, month) < (today.year, today.month) else "to-come"
