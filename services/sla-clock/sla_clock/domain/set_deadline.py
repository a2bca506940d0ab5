"""Starts the clock of a promise when its case is opened (CP-22 to CP-24)."""

from dataclasses import dataclass
from datetime import datetime

from msgspec.structs import replace

from events.catalogue.deadline_events import DeadlineStarted
from events.catalogue.terms import Goal, Priority, Promise, Target
from sla_clock.domain.deadline import Claim, Deadline
from sla_clock.domain.project_due import project_claims


@dataclass(frozen=True, slots=True, kw_only=True)
class SetDeadline:
    """Start the clock of a goal at `started_at`, under the promise that was frozen when the case
    was opened.
    """

    case_id: str
    customer_id: str
    number: str
    goal: Goal
    priority: Priority
    promise: Promise
    started_at: datetime


def decide(command: SetDeadline, deadline: Deadline | None) -> list[DeadlineStarted]:
    """Start the deadline, unless it was started before."""
    return [] if deadline else [started(command, command.promise.targets[command.priority])]


def promise_of_next(case: Deadline, last: Deadline | None) -> Promise:
    """Return the promise under which the next stretch of a goal starts, after `last`.

    It is that of the case, whose first response `case` is; by the later version of its calendar
    where the stretch before followed one (CP-25).
    """
    own = case.promise.calendar
    later = last.promise.calendar if last else own
    return case.promise if later.version <= own.version else replace(case.promise, calendar=later)


def started(command: SetDeadline, target: Target) -> DeadlineStarted:
    """Return the start of a clock that runs for `target`."""
    promise = command.promise
    # As any later claim is counted, so that a start and a change never differ in their reading.
    claim = Claim(since=command.started_at, target=target)
    projection = project_claims((claim,), (), promise)
    return DeadlineStarted(
        case_id=command.case_id,
        customer_id=command.customer_id,
        number=command.number,
        goal=command.goal,
        priority=command.priority,
        plan=promise.plan,
        terms_version=promise.terms_version,
        calendar=promise.calendar,
        target=target,
        started_at=command.started_at,
        due_at=projection.due_at,
        budget_s=projection.budget_s,
        promise=promise,
    )
