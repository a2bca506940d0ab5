"""Starts and ends the goal `cover` as a P1 loses its engineer and gets one (CP-26)."""

from dataclasses import dataclass
from datetime import datetime

from events.catalogue.deadline_events import (
    DeadlineAnsweredLate,
    DeadlineCancelled,
    DeadlineMet,
    DeadlineStarted,
)
from events.catalogue.terms import CoverPromise
from sla_clock.domain import cancel_deadline, meet_deadline
from sla_clock.domain.cancel_deadline import CancelDeadline
from sla_clock.domain.cover_need import CoverNeed
from sla_clock.domain.deadline import CancelReason, Deadline
from sla_clock.domain.meet_deadline import MeetDeadline
from sla_clock.domain.set_deadline import SetDeadline, promise_of_next, started

CoverChange = DeadlineStarted | DeadlineMet | DeadlineAnsweredLate | DeadlineCancelled


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowCover:
    """Something was recorded at `at`, after which the case's need of cover is `after`.

    `before` is None where the case was opened. `first_response` is the case's other deadline, which
    knows its number, customer and promise. `let_go`: who had it let go of it.
    """

    first_response: Deadline
    before: CoverNeed | None
    after: CoverNeed
    at: datetime
    let_go: bool = False


def decide(command: FollowCover, deadline: Deadline | None) -> list[CoverChange]:
    """Start the goal where the case lacks an engineer since now; end it where that is over.

    Cases whose terms promise no cover have no such goal.
    """
    cover = command.first_response.promise.cover
    lacked = command.before is not None and command.before.uncovered
    if cover is None or lacked == command.after.uncovered:
        return []
    if not lacked:
        return [_started(command, cover, deadline)]
    # After its breach a stretch ends with its length, however it ends: taken or needed no more.
    if command.after.needs_cover or (deadline and deadline.verdict == "breached"):
        met = MeetDeadline(answered_at=command.at, recorded_at=command.at)
        return [*meet_deadline.decide(met, deadline)]
    ended = CancelDeadline(at=command.at, reason=_because(command.after))
    return [*cancel_deadline.decide(ended, deadline)]


def _started(
    command: FollowCover, cover: CoverPromise, deadline: Deadline | None
) -> DeadlineStarted:
    case = command.first_response
    return started(
        SetDeadline(
            case_id=case.case_id,
            customer_id=case.customer_id,
            number=case.number,
            goal="cover",
            priority=command.after.priority,
            promise=promise_of_next(case, deadline),
            started_at=command.at,
        ),
        cover.after_letting_go if command.let_go else cover.after_opening,
    )


def _because(need: CoverNeed) -> CancelReason:
    if need.over:
        return need.over
    return "worked-around" if need.helped else "priority-lowered"
