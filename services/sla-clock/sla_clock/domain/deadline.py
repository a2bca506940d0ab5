"""What is known about one promise.

A budget, a ledger of the time it stood still, and at most one verdict.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, assert_never, get_args

import msgspec
from msgspec.structs import replace

from events.catalogue.deadline_events import (
    DeadlineAnsweredLate,
    DeadlineBreached,
    DeadlineBreachWithdrawn,
    DeadlineCancelled,
    DeadlineFollowedCalendar,
    DeadlineMet,
    DeadlineMoved,
    DeadlinePaused,
    DeadlineReinstated,
    DeadlineResumed,
    DeadlineStarted,
    DeadlineWarned,
)
from events.catalogue.terms import (
    CalendarRef,
    Goal,
    Priority,
    Promise,
    Target,
    WhenLowered,
    WhenRaised,
)
from events.event import Event
from sla_clock.domain.late_claim import LateClaim, Withdrawal, late_claim, withdrawal
from sla_clock.domain.ledger import Kind, Stretch, all_closed, closed

Verdict = Literal["met", "breached", "cancelled"]
DeadlineState = Literal["running", "paused", "excused", "met", "breached", "withdrawn", "cancelled"]
CancelReason = Literal[
    "case-excluded", "case-closed", "worked-around", "case-resolved", "priority-lowered"
]
Joined = Literal["earlier", "earliest", "later", "alone", "kept"]
DeadlineChange = (
    DeadlineMoved
    | DeadlineFollowedCalendar
    | DeadlinePaused
    | DeadlineResumed
    | DeadlineWarned
    | DeadlineMet
    | DeadlineBreached
    | DeadlineAnsweredLate
    | DeadlineBreachWithdrawn
    | DeadlineCancelled
    | DeadlineReinstated
)
DeadlineEvent = DeadlineStarted | DeadlineChange
PRIORITIES: tuple[Priority, ...] = get_args(Priority)
GOALS: tuple[Goal, ...] = get_args(Goal)
"""The goals that the clock keeps; every case has the first from its opening on."""


class NotStarted(ValueError):
    """A deadline's stream begins with something else than its start.

    The log is torn, look at its first events.
    """


_JOINED: Mapping[WhenRaised | WhenLowered, Joined] = {
    "earlier-of-old-due-and-new-from-change": "earlier",
    "earliest-due-under-the-new-priority": "earliest",
    "later-of-old-due-and-new-from-start": "later",
    "new-from-start": "alone",
    "keep-old-due": "kept",
}
FROM_THE_CHANGE: frozenset[Joined] = frozenset({"earlier", "earliest"})
"""The claims that count from the change of the priority on; all others count from the start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A target counted from an instant, and how its due time joins those before it (CP-27a).

    `earlier`, `later`: of the two, the due time before it and its own. `earliest`: of these and all
    that the case had under `priority` or a higher one. `alone`: its own. `kept`: the one before it.
    `made_at` is when the priority became `priority`; both are None in what was kept before they
    were. `used_s`: the seconds that were used up before, where the target is what was left of
    another one (CP-25); parts of the budget are parts of both.
    """

    since: datetime
    target: Target
    joined: Joined = "earlier"
    priority: Priority | None = None
    made_at: datetime | None = None
    used_s: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """A later version of the calendar counts from `at` on (CP-25).

    `claims`: how many there were then, with that of what was left (`rest`) where there was one.
    """

    at: datetime
    before: CalendarRef
    calendar: CalendarRef
    old_due_at: datetime | None
    due_at: datetime | None
    claims: int
    rest: bool


class Deadline(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One goal of one case; of a goal that may start again, its last stretch.

    `due_at` is what was last said, None while the clock stands; `version` counts its events.

    `priced_at` is when the claims were last changed, or last held again: a warning that lay before
    it is not given any more. `excluded_at` and `reinstated_at`: the last exclusion that was taken
    back. `followed`: the later versions of its calendar that took the place of earlier ones.
    `late_by_s` is how late a breach was noticed, `answered_late_by_s` how long after `due_at`
    the answer came, `late_reason_by` who wrote `late_reason`. `exclusion`: the code by which the
    case was excluded; None for another cancellation, and for what was kept before codes were.
    """

    case_id: str
    customer_id: str
    number: str
    goal: Goal
    priority: Priority
    promise: Promise
    started_at: datetime
    priced_at: datetime
    claims: tuple[Claim, ...]
    due_at: datetime | None
    budget_s: int
    ledger: tuple[Stretch, ...] = ()
    warned: tuple[float, ...] = ()
    verdict: Verdict | None = None
    met_at: datetime | None = None
    breached_at: datetime | None = None
    detected_at: datetime | None = None
    cancelled_at: datetime | None = None
    answered_at: datetime | None = None
    late_by_s: float | None = None
    answered_late_by_s: float | None = None
    late_reason: str | None = None
    cancel_reason: CancelReason | None = None
    exclusion: str | None = None
    late_claims: tuple[LateClaim, ...] = ()
    withdrawal: Withdrawal | None = None
    late_reason_by: str | None = None
    excluded_at: datetime | None = None
    reinstated_at: datetime | None = None
    followed: tuple[Followed, ...] = ()
    version: int = 1

    @property
    def paused_by(self) -> Kind | None:
        """Return why the clock stands now; None if it runs.

        Where both reasons hold it is `excused`, which is shown apart (CP-27).
        """
        kinds = {stretch.kind for stretch in self.ledger if stretch.end is None}
        return "excused" if "excused" in kinds else "paused" if kinds else None

    @property
    def stands_since(self) -> datetime | None:
        """Return since when the clock has stood without a break, or None if it runs."""
        return min((one.start for one in self.ledger if one.end is None), default=None)

    @property
    def state(self) -> DeadlineState:
        """Return the API's word for it. A withdrawn breach is neither met nor breached."""
        if self.withdrawal:
            return "withdrawn"
        return self.verdict or self.paused_by or "running"

    @property
    def warns_at(self) -> tuple[float, ...]:
        """Return the parts of the budget that are warned of.

        Cover may have its own: it is minutes long, and one warning is enough (CP-26). So may a
        further goal.
        """
        cover = self.promise.cover if self.goal == "cover" else None
        promised = cover or self.promise.goal(self.goal)
        own = promised.warn_at_fractions if promised else None
        return self.promise.warn_at_fractions if own is None else own

    @property
    def targets(self) -> Mapping[Priority, Target]:
        """Return what is promised for this goal, by priority."""
        further = self.promise.goal(self.goal)
        return further.targets if further else self.promise.targets

    @property
    def may_stand(self) -> bool:
        """Return whether waits still mean something to it.

        Those of a goal that a lower priority dropped are kept, since it may hold again (CP-27a).
        """
        return self.verdict is None or self.cancel_reason == "priority-lowered"

    @property
    def stream(self) -> str:
        """Return the name of its stream."""
        return stream_of(self.case_id, self.goal)

    def is_open(self, kind: Kind) -> bool:
        """Return whether a stretch of this kind is open."""
        return any(stretch.kind == kind and stretch.end is None for stretch in self.ledger)


def stream_of(case_id: str, goal: Goal) -> str:
    """Return the name of the stream of a case's goal."""
    return f"deadline-{case_id}-{goal}"


initial: Deadline | None = None
"""The state of a stream without events: nothing is promised."""


def evolve(deadline: Deadline | None, event: DeadlineEvent) -> Deadline:
    """Return the deadline after one more event of its stream. Raises NotStarted."""
    if isinstance(event, DeadlineStarted):
        # Most goals start again with each stretch; versions go on, since the ids of what time alone
        # brings are made of them.
        return replace(_started(event), version=deadline.version + 1 if deadline else 1)
    if deadline is None:
        raise NotStarted(f"{type(event).__name__} of a deadline that never started")
    return replace(_changed(deadline, event), version=deadline.version + 1)


def evolve_any(deadline: Deadline | None, event: Event) -> Deadline | None:
    """Return the same for an event as the store types it. Raises NotStarted."""
    assert isinstance(event, DeadlineEvent), "a deadline's stream holds nothing else"
    return evolve(deadline, event)


def fold(events: Iterable[DeadlineEvent], deadline: Deadline | None = None) -> Deadline | None:
    """Return the deadline after all of `events`."""
    for event in events:
        deadline = evolve(deadline, event)
    return deadline


def _started(event: DeadlineStarted) -> Deadline:
    return Deadline(
        case_id=event.case_id,
        customer_id=event.customer_id,
        number=event.number,
        goal=event.goal,
        priority=event.priority,
        promise=event.promise or _only_this_target(event),
        started_at=event.started_at,
        priced_at=event.started_at,
        claims=(_first_claim(event),),
        due_at=event.due_at,
        budget_s=event.budget_s,
    )


def _first_claim(event: DeadlineStarted) -> Claim:
    since = event.started_at
    return Claim(since=since, target=event.target, priority=event.priority, made_at=since)


def _only_this_target(event: DeadlineStarted) -> Promise:
    # Events of the first version held one target: for any priority it is the best that is known.
    targets = dict.fromkeys(PRIORITIES, event.target)
    return Promise(
        plan=event.plan, terms_version=event.terms_version, targets=targets, calendar=event.calendar
    )


def _changed(deadline: Deadline, event: DeadlineChange) -> Deadline:
    match event:
        case DeadlineMoved():
            after = _moved(deadline, event)
        case DeadlineFollowedCalendar():
            after = _followed(deadline, event)
        case DeadlinePaused():
            after = replace(deadline, due_at=None, ledger=(*deadline.ledger, _opened(event)))
        case DeadlineResumed():
            after = _resumed(deadline, event)
        case DeadlineWarned():
            after = replace(deadline, warned=(*deadline.warned, event.fraction))
        case DeadlineMet():
            after = _met(deadline, event)
        case DeadlineBreached():
            after = _breached(deadline, event)
        case DeadlineAnsweredLate():
            after = _answered_late(deadline, event)
        case DeadlineBreachWithdrawn():
            after = replace(deadline, withdrawal=withdrawal(event))
        case DeadlineCancelled():
            after = _cancelled(deadline, event)
        case DeadlineReinstated():
            after = _reinstated(deadline, event)
        case _:
            assert_never(event)
    return after


def _opened(event: DeadlinePaused) -> Stretch:
    return Stretch(
        kind=event.kind, start=event.paused_at, reason=event.reason, recorded_by=event.recorded_by
    )


def _moved(deadline: Deadline, event: DeadlineMoved) -> Deadline:
    return replace(
        deadline,
        priority=event.priority,
        priced_at=event.moved_at,
        claims=claims_after(deadline, event.priority, event.moved_at),
        due_at=_due_now(deadline, event.due_at),
        budget_s=event.budget_s,
        # Parts of another target: each may be warned of again.
        warned=(),
    )


def _followed(deadline: Deadline, event: DeadlineFollowedCalendar) -> Deadline:
    claims = deadline.claims if event.rest is None else (*deadline.claims, _rest(deadline, event))
    note = Followed(
        at=event.moved_at,
        before=event.calendar_before,
        calendar=event.calendar,
        old_due_at=event.old_due_at,
        due_at=event.due_at,
        claims=len(claims),
        rest=event.rest is not None,
    )
    return replace(
        deadline,
        promise=replace(deadline.promise, calendar=event.calendar),
        priced_at=event.moved_at,
        claims=claims,
        due_at=event.due_at,
        budget_s=event.budget_s,
        followed=(*deadline.followed, note),
    )


def _rest(deadline: Deadline, event: DeadlineFollowedCalendar) -> Claim:
    assert event.rest is not None, "asked only where something was left to count"
    since = event.moved_at
    return Claim(
        since=since,
        target=event.rest,
        joined="alone",
        priority=deadline.priority,
        made_at=since,
        used_s=event.budget_s - event.rest.amount,
    )


def _resumed(deadline: Deadline, event: DeadlineResumed) -> Deadline:
    after = replace(deadline, ledger=closed(deadline.ledger, event.kind, event.resumed_at))
    budget_s = deadline.budget_s if event.budget_s is None else event.budget_s
    return replace(after, due_at=_due_now(after, event.due_at), budget_s=budget_s)


def _due_now(deadline: Deadline, due_at: datetime) -> datetime | None:
    """Return None while the clock stands, unless it was due before it stood.

    A priority may be raised during a wait, after a due time that the case had under it passed
    before the wait began (CP-27a): the verdict must be the same, waiting or not.
    """
    since = deadline.stands_since
    if since is None:
        return due_at
    return due_at if deadline.promise.at_due == "wait-has-begun" and due_at < since else None


def _met(deadline: Deadline, event: DeadlineMet) -> Deadline:
    return replace(
        deadline, verdict="met", met_at=event.met_at, answered_at=event.met_at, due_at=event.due_at
    )


def _breached(deadline: Deadline, event: DeadlineBreached) -> Deadline:
    return replace(
        deadline,
        verdict="breached",
        due_at=event.due_at,
        late_by_s=event.late_by_s,
        breached_at=event.breached_at,
        detected_at=event.detected_at,
    )


def _answered_late(deadline: Deadline, event: DeadlineAnsweredLate) -> Deadline:
    # Whoever answered after the due time, by their own word, claims nothing.
    claims = (late_claim(event),) if event.answered_at <= event.due_at else ()
    after = replace(deadline, late_claims=(*deadline.late_claims, *claims))
    if deadline.answered_at is not None:
        return after
    return replace(
        after,
        answered_at=event.answered_at,
        answered_late_by_s=event.late_by_s,
        late_reason=event.late_reason,
        late_reason_by=event.claimed_by,
    )


def _cancelled(deadline: Deadline, event: DeadlineCancelled) -> Deadline:
    return replace(
        deadline,
        verdict="cancelled",
        cancelled_at=event.cancelled_at,
        cancel_reason=event.reason,
        exclusion=event.exclusion,
    )


def _reinstated(deadline: Deadline, event: DeadlineReinstated) -> Deadline:
    if deadline.cancel_reason == "priority-lowered":
        return _raised_again(deadline, event)
    return replace(
        deadline,
        verdict=None,
        cancelled_at=None,
        cancel_reason=None,
        exclusion=None,
        # What it stood for ended with the exclusion, which intake ends likewise.
        ledger=all_closed(deadline.ledger, event.cancelled_at),
        # Warnings that lay in the exclusion are not made up for: the breach, or the case's page,
        # says more (one page, not a burst).
        priced_at=event.reinstated_at,
        due_at=event.due_at,
        budget_s=event.budget_s,
        excluded_at=event.cancelled_at,
        reinstated_at=event.reinstated_at,
    )


def _raised_again(deadline: Deadline, event: DeadlineReinstated) -> Deadline:
    return replace(
        deadline,
        verdict=None,
        cancelled_at=None,
        cancel_reason=None,
        priced_at=event.reinstated_at,
        due_at=_due_now(deadline, event.due_at),
        budget_s=event.budget_s,
    )


def claims_after(deadline: Deadline, priority: Priority, at: datetime) -> tuple[Claim, ...]:
    """Return the claims once the priority is `priority` from `at` on, by the promise's rules.

    See CP-27a.
    """
    promise = deadline.promise
    joined = joined_by(promise, raised=priority < deadline.priority)
    claim = Claim(
        since=at if joined in FROM_THE_CHANGE else deadline.started_at,
        target=deadline.targets[priority],
        joined=joined,
        priority=priority,
        made_at=at,
    )
    return (*deadline.claims, claim)


def joined_by(promise: Promise, *, raised: bool) -> Joined:
    """Return how the promise joins a claim that is made when the priority is raised or lowered."""
    return _JOINED[promise.when_raised if raised else promise.when_lowered]
