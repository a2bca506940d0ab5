"""A later version of the calendar takes the place of the one that an open deadline counts by, since
its terms follow it (CP-25).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from msgspec.structs import replace

from events.catalogue.deadline_events import DeadlineFollowedCalendar
from events.catalogue.terms import CalendarRef, Promise, Target
from sla_clock.domain.deadline import Claim, Deadline
from sla_clock.domain.ledger import all_closed
from sla_clock.domain.project_due import Projection, pauses_of, project, project_claims, segments_of

_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowCalendar:
    """Count by `calendar` from `at` on."""

    calendar: CalendarRef
    at: datetime


def decide(command: FollowCalendar, deadline: Deadline | None) -> list[DeadlineFollowedCalendar]:
    """Let the deadline follow, unless its promise does not, or it counts by that version already.

    What has its verdict, or was due by then, stays as it is: nothing is put into the past.
    """
    if deadline is None or not _follows(command, deadline):
        return []
    at = max(command.at, deadline.started_at)
    if deadline.due_at is not None and deadline.due_at <= at:
        return []
    rest, ahead = None, _ahead(command.calendar, at, deadline)
    if ahead.due_at <= at:
        left = _left(deadline, at)
        rest, ahead = left.target, _ahead_of(left, command.calendar, deadline)
    return [_followed(command.calendar, at, deadline, rest, ahead)]


def _follows(command: FollowCalendar, deadline: Deadline) -> bool:
    own, later = deadline.promise.calendar, command.calendar
    return (
        deadline.verdict is None
        and deadline.promise.follows_calendar
        and own.calendar_id == later.calendar_id
        and own.version < later.version
    )


def _ahead(calendar: CalendarRef, at: datetime, deadline: Deadline) -> Projection:
    """Return what governs by that calendar; where the clock stands, as if it ran again at `at`."""
    pauses = pauses_of(deadline.ledger, at)
    return project_claims(deadline.claims, pauses, _by(calendar, deadline), deadline.followed)


def _ahead_of(left: Claim, calendar: CalendarRef, deadline: Deadline) -> Projection:
    pauses = pauses_of(deadline.ledger, left.since)
    return project_claims((left,), pauses, _by(calendar, deadline))


def _by(calendar: CalendarRef, deadline: Deadline) -> Promise:
    return replace(deadline.promise, calendar=calendar)


def _followed(
    calendar: CalendarRef,
    at: datetime,
    deadline: Deadline,
    rest: Target | None,
    ahead: Projection,
) -> DeadlineFollowedCalendar:
    return DeadlineFollowedCalendar(
        case_id=deadline.case_id,
        goal=deadline.goal,
        calendar_before=deadline.promise.calendar,
        calendar=calendar,
        old_due_at=deadline.due_at,
        due_at=None if deadline.due_at is None else ahead.due_at,
        budget_s=ahead.budget_s,
        counting_from=ahead.claim.since,
        moved_at=at,
        rest=rest,
    )


def _left(deadline: Deadline, at: datetime) -> Claim:
    """Return what is left at `at` by the calendar so far, in whole seconds, one at least."""
    # As if it ran again at that instant: what it stands for from then on takes nothing yet.
    ran = replace(deadline, ledger=all_closed(deadline.ledger, at))
    governing = project(ran, at)
    counted = [one for one in segments_of(ran, at, governing.due_at) if one.kind == "counted"]
    left = sum((one.length for one in counted), timedelta())
    # Up: a part of a second is never taken away.
    amount = max(-(-left // _SECOND), 1)
    target = Target(amount=amount, unit="seconds", counts=governing.claim.target.counts)
    # Not below: of a budget with a part of a second, more may be left than its whole seconds.
    return Claim(since=at, target=target, used_s=max(governing.budget_s - amount, 0))
