"""Judges one case again by the clock's own functions: slow, and what the columns must equal."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import assert_never

import msgspec

from events.catalogue.deadline_events import DeadlineBreachWithdrawn, WithdrawalText
from events.catalogue.terms import Priority, Promise
from sla_clock.domain import (
    cancel_deadline,
    follow_calendar,
    meet_deadline,
    move_deadline,
    pause_deadline,
    reinstate_deadline,
    resume_deadline,
    set_deadline,
)
from sla_clock.domain.cancel_deadline import CancelDeadline
from sla_clock.domain.deadline import PRIORITIES, Deadline, DeadlineEvent, fold
from sla_clock.domain.fire_instants import Passed, fire_instants
from sla_clock.domain.follow_calendar import FollowCalendar
from sla_clock.domain.meet_deadline import MeetDeadline
from sla_clock.domain.move_deadline import MoveDeadline
from sla_clock.domain.pause_deadline import PauseDeadline
from sla_clock.domain.reinstate_deadline import ReinstateDeadline
from sla_clock.domain.resume_deadline import ResumeDeadline
from sla_clock.domain.set_deadline import SetDeadline
from sla_clock.what_if.fact import Fact, Opening
from sla_clock.what_if.verdict import Judged, Verdict


def judge_plainly(
    opening: Opening, facts: Iterable[Fact], promise: Promise, until: datetime
) -> Judged:
    """Return what becomes of the case's first response under `promise`, as the clock would say it.

    `facts` are in order. What was recorded up to `until` counts, and what is due before it is
    judged; a case whose claim was accepted later is judged up to then. Raises BeyondCalendar for a
    due time after the years that a calendar knows.
    """
    facts = [*facts]
    until = max([until, *(one.recorded_at for one in facts if one.kind == "claim-accepted")])
    deadline = _opened(opening, promise)
    for fact in facts:
        if fact.recorded_at > until:
            break
        deadline = _after(deadline, fact)
    deadline = _pass_time(deadline, until)
    return Judged(
        verdict=_verdict(deadline),
        priority=deadline.priority,
        due_at=deadline.due_at,
        followed=deadline.promise.calendar if deadline.followed else None,
    )


def _opened(opening: Opening, promise: Promise) -> Deadline:
    command = SetDeadline(
        case_id=opening.case_id,
        customer_id="",
        number="",
        goal="first_response",
        priority=opening.priority,
        # Warnings change no verdict.
        promise=msgspec.structs.replace(promise, warn_at_fractions=()),
        started_at=opening.opened_at,
    )
    deadline = fold(set_deadline.decide(command, None))
    assert deadline is not None, "a deadline that was not there starts"
    return deadline


def _after(deadline: Deadline, fact: Fact) -> Deadline:
    passed = _pass_time(deadline, fact.recorded_at)
    return fold(_react(fact, passed), passed) or passed


def _pass_time(deadline: Deadline, until: datetime) -> Deadline:
    passed, _ = fire_instants(deadline, Passed(until=until, inclusive=False), None)
    return passed


def _react(fact: Fact, deadline: Deadline) -> Sequence[DeadlineEvent]:
    """Return what follows from a fact, as the table of reactions has it."""
    at, events = fact.at, list[DeadlineEvent]()
    match fact.kind:
        case "responded" | "workaround-provided" | "resolved":
            answer = MeetDeadline(answered_at=at, recorded_at=fact.recorded_at)
            events += meet_deadline.decide(answer, deadline)
        case "information-requested":
            pause = PauseDeadline(kind="paused", at=at, reason="")
            events += pause_deadline.decide(pause, deadline)
        case "contact-unreachable":
            pause = PauseDeadline(kind="excused", at=at, reason="")
            events += pause_deadline.decide(pause, deadline)
        case "information-provided":
            events += resume_deadline.decide(ResumeDeadline(kind="paused", at=at), deadline)
        case "contact-reachable":
            events += resume_deadline.decide(ResumeDeadline(kind="excused", at=at), deadline)
        case "priority-changed":
            change = MoveDeadline(priority=_priority(fact), at=at)
            events += move_deadline.decide(change, deadline)
        case "excluded":
            dropped = CancelDeadline(at=at, reason="case-excluded", exclusion=fact.value)
            events += cancel_deadline.decide(dropped, deadline)
        case "included":
            events += reinstate_deadline.decide(ReinstateDeadline(at=at), deadline)
        case "closed":
            events += cancel_deadline.decide(CancelDeadline(at=at, reason="case-closed"), deadline)
        case "claim-accepted":
            events += _accepted(fact, deadline)
        case "followed-calendar":
            # Under a promise by another calendar, or one that follows none, it says nothing.
            assert fact.calendar is not None, "a switch is to a calendar"
            follow = FollowCalendar(calendar=fact.calendar, at=at)
            events += follow_calendar.decide(follow, deadline)
        case _:
            assert_never(fact.kind)
    return events


def _accepted(fact: Fact, deadline: Deadline) -> list[DeadlineBreachWithdrawn]:
    """Withdraw a breach if the answer that was accepted came in time by this promise, too."""
    if deadline.breached_at is None or deadline.withdrawal or fact.at > deadline.breached_at:
        return []
    return [
        DeadlineBreachWithdrawn(
            case_id=deadline.case_id,
            goal=deadline.goal,
            claim_id="",
            accepted_by="",
            answered_at=fact.at,
            breached_at=deadline.breached_at,
            withdrawn_at=fact.recorded_at,
            personal=WithdrawalText(reason=""),
        )
    ]


def _priority(fact: Fact) -> Priority:
    return next(one for one in PRIORITIES if one == fact.value)


def _verdict(deadline: Deadline) -> Verdict:
    if deadline.withdrawal:
        return "withdrawn"
    if deadline.verdict == "cancelled":
        return "excluded" if deadline.cancel_reason == "case-excluded" else "closed"
    return deadline.verdict or "open"
