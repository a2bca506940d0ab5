"""Defines the answers as clients and the API's docs see them: times in UTC, lengths in seconds."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from careplans.compute_deadline import Segment
from events.catalogue.terms import Goal, Plan, Priority
from sla_clock.domain.deadline import CancelReason, Deadline, DeadlineState
from sla_clock.domain.explain_deadline import (
    Explanation,
    due_not_judged,
    explain_deadline,
    measured_until,
)
from sla_clock.domain.late_claim import LateClaim, Withdrawal
from sla_clock.domain.ledger import Stretch
from sla_clock.domain.project_due import counted_s, project, stood_s
from sla_clock.domain.say_outcome import NOTHING_KNOWN, Knowing


class ClaimAnswer(BaseModel):
    """Somebody says that the case was answered in time, though it was recorded after the breach
    (CP-27c).
    """

    claim_id: str
    answered_at: datetime
    recorded_at: datetime
    claimed_by: str | None
    reason: str | None
    accepted: bool


class WithdrawalAnswer(BaseModel):
    """Who accepted which claim; the breach stays in the log.

    To a customer's contact `reason` is null and `accepted_by` is `support`.
    """

    claim_id: str
    accepted_by: str
    reason: str | None
    withdrawn_at: datetime


class DeadlineAnswer(BaseModel):
    """One deadline. Of the goal `cover` (CP-26), which a P1 has each time that no engineer has it,
    the last one; "answered" then means that it ended: an engineer took the case, or none was needed
    any more (a workaround, a solution, a lower priority). So of the goals that a vendor promises
    beside these: `next_update` starts again after each public word of support, `workaround` and
    `resolution` when the case is reopened; "answered" then means what stops the goal.

    `counted_s`, `paused_s` and `excused_s` are up to the verdict, or up to now while there is none.

    `due_at` is null while the clock stands; `due_if_resumed_now` is then when it would be due if
    the clock ran again now. `late_by_s`: how long after `due_at` a breach was noticed;
    `answered_late_by_s`: how long after it the answer was recorded. `state` is `withdrawn` where a
    breach was withdrawn; `claims` and `withdrawal` say why (CP-27c). `exclusion`: the code of what
    took the case out of entitlement. `due_not_judged`: `due_at` has passed, and whether something
    was recorded before is not known yet.
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
    due_if_resumed_now: datetime | None
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
    cancel_reason: CancelReason | None
    exclusion: str | None = None
    claims: list[ClaimAnswer]
    withdrawal: WithdrawalAnswer | None
    terms_version: str
    calendar_id: str
    calendar_version: int
    zone: str
    version: int
    due_not_judged: bool = False


class SegmentAnswer(BaseModel):
    """A stretch of one kind, `to` exclusive; `name` is the holiday's, or of what was closed.

    `closed` are hours of a working day in which nobody works, by the calendar. `counted_s` are
    whole seconds, which add up to `counted_s` of the deadline, or to its `budget_s` at `due_at`;
    where only what was left counts by a later version of the calendar, with what was used before.
    """

    model_config = ConfigDict(populate_by_name=True)

    since: datetime = Field(serialization_alias="from")
    to: datetime
    kind: Literal["counted", "weekend", "holiday", "closed", "paused", "excused"]
    name: str | None
    counted_s: int


class StretchAnswer(BaseModel):
    """A time that the clock stood, with why and who recorded it (CP-27).

    `to` is null while it stands.
    """

    since: datetime = Field(serialization_alias="from")
    to: datetime | None
    kind: Literal["paused", "excused"]
    reason: str
    recorded_by: str | None


class WarningAnswer(BaseModel):
    """When this part of the budget is used up, and whether it was warned of."""

    fraction: float
    at: datetime
    given: bool


class ExplanationAnswer(BaseModel):
    """Why a deadline is where it is.

    Segments run from `counting_from` to the verdict, to `due_at`, or to now while the clock stands.
    `sentence` is in the vendor's zone, `zone`; `sentence_in_customers_zone` says the same in
    `customers_zone`, where the customer has another that is known here: one of those registered, or
    corrected, since the clock keeps it. All that was recorded up to `known_until` is known; null:
    that is not known here. `blind`: that is too long ago, and verdicts are held. `due_not_judged`:
    as of the deadline. `warnings` are up to the end of the segments.
    """

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
    now: datetime
    due_not_judged: bool
    known_until: datetime | None
    blind: bool
    customers_zone: str | None
    sentence_in_customers_zone: str | None
    warnings: list[WarningAnswer]


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


class OtherHoursAnswer(BaseModel):
    """A working day with other hours than its weekday usually has, and why."""

    date: date
    name: str
    hours: list[str]


class CalendarAnswer(BaseModel):
    """A year of a calendar: the days of the week that count (1: Monday), the observed holidays
    among them, and the hours that count, in local time.

    `changes`: what this version changes in that year against `version_before`, a line each.
    """

    calendar_id: str
    version: int
    zone: str
    year: int
    working_weekdays: list[int]
    working_days: int
    holidays: list[HolidayAnswer]
    hours: dict[str, list[str]]
    other_hours: list[OtherHoursAnswer]
    version_before: int | None
    changes: list[str]


def deadline_answer(deadline: Deadline, now: datetime) -> DeadlineAnswer:
    """Return the answer for a deadline as of `now`."""
    # One instant for all figures: counted, paused and excused time add up to it.
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
        due_if_resumed_now=_due_if_resumed(deadline, until),
        budget_s=project(deadline, until).budget_s,
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
        cancel_reason=deadline.cancel_reason,
        exclusion=deadline.exclusion,
        claims=[_claim(one, deadline.withdrawal) for one in deadline.late_claims],
        withdrawal=_withdrawal(deadline.withdrawal),
        terms_version=promise.terms_version,
        calendar_id=promise.calendar.calendar_id,
        calendar_version=promise.calendar.version,
        zone=promise.calendar.zone,
        version=deadline.version,
        due_not_judged=due_not_judged(deadline, now),
    )


def explanation_answer(
    deadline: Deadline,
    now: datetime,
    knowing: Knowing = NOTHING_KNOWN,
    customers_zone: ZoneInfo | None = None,
) -> ExplanationAnswer:
    """Return the answer that explains a deadline as of `now`, in its customer's zone, too."""
    explanation, promise = explain_deadline(deadline, now, knowing), deadline.promise
    other = _another_zone(customers_zone, deadline)
    return ExplanationAnswer(
        case_id=deadline.case_id,
        goal=deadline.goal,
        state=deadline.state,
        sentence=explanation.sentence,
        due_at=deadline.due_at,
        budget_s=project(deadline, measured_until(deadline, now)).budget_s,
        counted_s=counted_s(deadline, measured_until(deadline, now)),
        counting_from=explanation.counting_from,
        segments=_segments(explanation.segments),
        stretches=[_stretch(one) for one in explanation.stretches],
        terms_version=promise.terms_version,
        calendar_id=promise.calendar.calendar_id,
        calendar_version=promise.calendar.version,
        zone=promise.calendar.zone,
        now=now,
        due_not_judged=due_not_judged(deadline, now),
        known_until=knowing.known_until,
        blind=knowing.blind,
        customers_zone=other.key if other else None,
        sentence_in_customers_zone=(
            explain_deadline(deadline, now, knowing, other).sentence if other else None
        ),
        warnings=[
            WarningAnswer(fraction=one.fraction, at=one.at, given=one.given)
            for one in explanation.warnings
        ],
    )


def _another_zone(zone: ZoneInfo | None, deadline: Deadline) -> ZoneInfo | None:
    # Where both live by the same clock, it is said once.
    return None if zone is None or zone.key == deadline.promise.calendar.zone else zone


def supposed_explanation(explanation: Explanation) -> SupposedExplanation:
    """Return the answer that explains a deadline of no case."""
    return SupposedExplanation(
        sentence=explanation.sentence, segments=_segments(explanation.segments)
    )


def _due_if_resumed(deadline: Deadline, now: datetime) -> datetime | None:
    # What was due before the clock came to stand stays due then, whenever the clock resumes.
    if deadline.verdict or deadline.due_at is not None:
        return None
    return project(deadline, now).due_at


def _claim(claim: LateClaim, accepted: Withdrawal | None) -> ClaimAnswer:
    return ClaimAnswer(
        claim_id=claim.claim_id,
        answered_at=claim.answered_at,
        recorded_at=claim.recorded_at,
        claimed_by=claim.claimed_by,
        reason=claim.reason,
        accepted=accepted is not None and accepted.claim_id == claim.claim_id,
    )


def _withdrawal(withdrawal: Withdrawal | None) -> WithdrawalAnswer | None:
    if withdrawal is None:
        return None
    return WithdrawalAnswer(
        claim_id=withdrawal.claim_id,
        accepted_by=withdrawal.accepted_by,
        reason=withdrawal.reason,
        withdrawn_at=withdrawal.withdrawn_at,
    )


def _segments(segments: Sequence[Segment]) -> list[SegmentAnswer]:
    return [
        SegmentAnswer(
            since=one.start, to=one.end, kind=one.kind, name=one.name, counted_s=one.counted_s
        )
        for one in segments
    ]


def _stretch(one: Stretch) -> StretchAnswer:
    return StretchAnswer(
        since=one.start, to=one.end, kind=one.kind, reason=one.reason, recorded_by=one.recorded_by
    )
