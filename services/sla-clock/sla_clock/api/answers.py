"""The answers' shapes, as `docs` and clients see them. Times in UTC; lengths in seconds."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from careplans.compute_deadline import Segment
from events.catalogue.terms import Goal, Plan, Priority
from sla_clock.domain.deadline import Deadline, DeadlineState, Stretch
from sla_clock.domain.explain_deadline import Explanation, explain_deadline, measured_until
from sla_clock.domain.project_due import counted_s, stood_s


class DeadlineAnswer(BaseModel):
    """One deadline. `counted_s`, `paused_s` and `excused_s` are up to the verdict, or up to now while there is none.

    `due_at` is null while the clock stands. `late_by_s`: how long after `due_at` a breach was noticed; `answered_late_by_s`: how long after it
    the answer was recorded.
    """

    case_id: str
    number: str
    customer_id: str
    goal: Goal
    priority: Priority
    plan: Plan
    state: DeadlineState
    started_at: datetime
    due_at: datetime | None
    budget_s: int
    counted_s: int
    paused_s: int
    excused_s: int
    met_at: datetime | None
    breached_at: datetime | None
    detected_at: datetime | None
    late_by_s: float | None
    cancelled_at: datetime | None
    answered_at: datetime | None
    answered_late_by_s: float | None
    late_reason: str | None
    terms_version: str
    calendar_id: str
    calendar_version: int
    zone: str
    version: int


class SegmentAnswer(BaseModel):
    """A stretch of one kind, `to` exclusive; `name` is the holiday's."""

    model_config = ConfigDict(populate_by_name=True)

    since: datetime = Field(serialization_alias="from")
    to: datetime
    kind: Literal["counted", "weekend", "holiday", "paused", "excused"]
    name: str | None
    counted_s: float


class StretchAnswer(BaseModel):
    """A time that the clock stood, with why and who recorded it (CP-27); `to` is null while it stands."""

    since: datetime = Field(serialization_alias="from")
    to: datetime | None
    kind: Literal["paused", "excused"]
    reason: str
    recorded_by: str | None


class ExplanationAnswer(BaseModel):
    """Why a deadline is where it is. Segments run from `counting_from` to the verdict, to `due_at`, or to now while the clock stands."""

    case_id: str
    goal: Goal
    state: DeadlineState
    sentence: str
    due_at: datetime | None
    budget_s: int
    counted_s: int
    counting_from: datetime
    segments: list[SegmentAnswer]
    stretches: list[StretchAnswer]
    terms_version: str
    calendar_id: str
    calendar_version: int
    zone: str


class SupposedExplanation(BaseModel):
    """How a supposed deadline comes about."""

    sentence: str
    segments: list[SegmentAnswer]


class DueAnswer(BaseModel):
    """When a case would be due."""

    due_at: datetime
    budget_s: int
    terms_version: str
    calendar_id: str
    calendar_version: int
    zone: str
    explanation: SupposedExplanation


class HolidayAnswer(BaseModel):
    """A day of the working week on which no time counts."""

    date: date
    name: str


class CalendarAnswer(BaseModel):
    """A year of a calendar: the days of the week that count (1: Monday), and the observed holidays among them."""

    calendar_id: str
    version: int
    zone: str
    year: int
    working_weekdays: list[int]
    working_days: int
    holidays: list[HolidayAnswer]


def deadline_answer(deadline: Deadline, now: datetime) -> DeadlineAnswer:
    """The deadline as of `now`."""
    until, promise = measured_until(deadline, now), deadline.promise
    return DeadlineAnswer(
        case_id=deadline.case_id,
        number=deadline.number,
        customer_id=deadline.customer_id,
        goal=deadline.goal,
        priority=deadline.priority,
        plan=promise.plan,
        state=deadline.state,
        started_at=deadline.started_at,
        due_at=deadline.due_at,
        budget_s=deadline.budget_s,
        counted_s=counted_s(deadline, until),
        paused_s=stood_s(deadline, "paused", until),
        excused_s=stood_s(deadline, "excused", until),
        met_at=deadline.met_at,
        breached_at=deadline.breached_at,
        detected_at=deadline.detected_at,
        late_by_s=deadline.late_by_s,
        cancelled_at=deadline.cancelled_at,
        answered_at=deadline.answered_at,
        answered_late_by_s=deadline.answered_late_by_s,
        late_reason=deadline.late_reason,
        terms_version=promise.terms_version,
        calendar_id=promise.calendar.calendar_id,
        calendar_version=promise.calendar.version,
        zone=promise.calendar.zone,
        version=deadline.version,
    )


def explanation_answer(deadline: Deadline, now: datetime) -> ExplanationAnswer:
    """The explanation as of `now`."""
    explanation, promise = explain_deadline(deadline, now), deadline.promise
    return ExplanationAnswer(
        case_id=deadline.case_id,
        goal=deadline.goal,
        state=deadline.state,
        sentence=explanation.sentence,
        due_at=deadline.due_at,
        budget_s=deadline.budget_s,
        counted_s=counted_s(deadline, measured_until(deadline, now)),
        counting_from=explanation.counting_from,
        segments=_segments(explanation.segments),
        stretches=[_stretch(one) for one in explanation.stretches],
        terms_version=promise.terms_version,
        calendar_id=promise.calendar.calendar_id,
        calendar_version=promise.calendar.version,
        zone=promise.calendar.zone,
    )


def supposed_explanation(explanation: Explanation) -> SupposedExplanation:
    """The explanation of a deadline that nobody has."""
    return SupposedExplanation(sentence=explanation.sentence, segments=_segments(explanation.segments))


def _segments(segments: Sequence[Segment]) -> list[SegmentAnswer]:
    return [
        SegmentAnswer(since=one.start, to=one.end, kind=one.kind, name=one.name, counted_s=one.counted_s)
        for one in segments
    ]


def _stretch(one: Stretch) -> StretchAnswer:
    return StretchAnswer(since=one.start, to=one.end, kind=one.kind, reason=one.reason, recorded_by=one.recorded_by)
