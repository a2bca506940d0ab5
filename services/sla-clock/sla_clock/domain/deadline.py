"""What is known about one promise: a budget, a ledger of the time it stood still, and at most one verdict."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, assert_never, get_args

from events.catalogue.deadline_events import (
    DeadlineAnsweredLate,
    DeadlineBreached,
    DeadlineCancelled,
    DeadlineMet,
    DeadlineMoved,
    DeadlinePaused,
    DeadlineResumed,
    DeadlineStarted,
    DeadlineWarned,
)
from events.catalogue.terms import Goal, Priority, Promise, Target

Kind = Literal["paused", "excused"]
Verdict = Literal["met", "breached", "cancelled"]
DeadlineState = Literal["running", "paused", "excused", "met", "breached", "cancelled"]
DeadlineChange = (
    DeadlineMoved
    | DeadlinePaused
    | DeadlineResumed
    | DeadlineWarned
    | DeadlineMet
    | DeadlineBreached
    | DeadlineAnsweredLate
    | DeadlineCancelled
)
DeadlineEvent = DeadlineStarted | DeadlineChange
PRIORITIES: tuple[Priority, ...] = get_args(Priority)


class NotStarted(ValueError):
    """A deadline's stream begins with something else than its start: the log is torn, look at its first events."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A target counted from an instant. Of several claims the one that is due first governs (CP-27a)."""

    since: datetime
    target: Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Time that the clock stood, `start` inclusive; `end` exclusive, or None while it stands. Stretches may overlap."""

    kind: Kind
    start: datetime
    end: datetime | None = None
    reason: str = ""
    recorded_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """One goal of one case. `due_at` is what was last said, None while the clock stands; `version` counts its events.

    `priced_at` is when the claims were last changed: a warning that lay before it is not given any more.
    `late_by_s` is how late a breach was noticed, `answered_late_by_s` how long after `due_at` the answer came.
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
    version: int = 1

    @property
    def standing(self) -> Kind | None:
        """Why the clock stands now, or None if it runs. Where both hold, excused: it is the one shown apart (CP-27)."""
        kinds = {stretch.kind for stretch in self.ledger if stretch.end is None}
        return "excused" if "excused" in kinds else "paused" if kinds else None

    @property
    def state(self) -> DeadlineState:
        """The word the API has for it."""
        return self.verdict or self.standing or "running"

    @property
    def stream(self) -> str:
        """The name of its stream."""
        return stream_of(self.case_id, self.goal)

    def is_open(self, kind: Kind) -> bool:
        """Whether a stretch of this kind is open."""
        return any(stretch.kind == kind and stretch.end is None for stretch in self.ledger)


def stream_of(case_id: str, goal: Goal) -> str:
    """The stream of a case's goal."""
    return f"deadline-{case_id}-{goal}"


def evolve(deadline: Deadline | None, event: DeadlineEvent) -> Deadline:
    """The deadline after one more event of its stream. Raises NotStarted."""
    if isinstance(event, DeadlineStarted):
        return _started(event)
    if deadline is None:
        raise NotStarted(f"{type(event).__name__} of a deadline that never started")
    return replace(_changed(deadline, event), version=deadline.version + 1)


def fold(events: Iterable[DeadlineEvent], deadline: Deadline | None = None) -> Deadline | None:
    """The deadline after all of `events`."""
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
        claims=(Claim(since=event.started_at, target=event.target),),
        due_at=event.due_at,
        budget_s=event.budget_s,
    )


def _only_this_target(event: DeadlineStarted) -> Promise:
    targets = dict.fromkeys(PRIORITIES, event.target)
    return Promise(plan=event.plan, terms_version=event.terms_version, targets=targets, calendar=event.calendar)


def _changed(deadline: Deadline, event: DeadlineChange) -> Deadline:
    match event:
        case DeadlineMoved():
            return _moved(deadline, event)
        case DeadlinePaused():
            return replace(deadline, due_at=None, ledger=(*deadline.ledger, _opened(event)))
        case DeadlineResumed():
            return _resumed(deadline, event)
        case DeadlineWarned():
            return replace(deadline, warned=(*deadline.warned, event.fraction))
        case DeadlineMet():
            return _met(deadline, event)
        case DeadlineBreached():
            return _breached(deadline, event)
        case DeadlineAnsweredLate():
            return _answered_late(deadline, event)
        case DeadlineCancelled():
            return replace(deadline, verdict="cancelled", cancelled_at=event.cancelled_at)
        case _:
            assert_never(event)


def _opened(event: DeadlinePaused) -> Stretch:
    return Stretch(kind=event.kind, start=event.paused_at, reason=event.reason, recorded_by=event.recorded_by)


def _moved(deadline: Deadline, event: DeadlineMoved) -> Deadline:
    return replace(
        deadline,
        priority=event.priority,
        priced_at=event.moved_at,
        claims=claims_after(deadline, event.priority, event.moved_at),
        due_at=None if deadline.standing else event.due_at,
        budget_s=event.budget_s,
        warned=(),
    )


def _resumed(deadline: Deadline, event: DeadlineResumed) -> Deadline:
    after = replace(deadline, ledger=closed(deadline.ledger, event.kind, event.resumed_at))
    return replace(after, due_at=None if after.standing else event.due_at)


def _met(deadline: Deadline, event: DeadlineMet) -> Deadline:
    return replace(deadline, verdict="met", met_at=event.met_at, answered_at=event.met_at, due_at=event.due_at)


def _breached(deadline: Deadline, event: DeadlineBreached) -> Deadline:
    said = replace(deadline, verdict="breached", due_at=event.due_at, late_by_s=event.late_by_s)
    return replace(said, breached_at=event.breached_at, detected_at=event.detected_at)


def _answered_late(deadline: Deadline, event: DeadlineAnsweredLate) -> Deadline:
    return replace(
        deadline, answered_at=event.answered_at, answered_late_by_s=event.late_by_s, late_reason=event.late_reason
    )


def closed(ledger: tuple[Stretch, ...], kind: Kind, at: datetime) -> tuple[Stretch, ...]:
    """The ledger with its open stretches of this kind ended at `at`, none before its own start."""
    return tuple(
        replace(stretch, end=max(at, stretch.start)) if stretch.kind == kind and stretch.end is None else stretch
        for stretch in ledger
    )


def claims_after(deadline: Deadline, priority: Priority, at: datetime) -> tuple[Claim, ...]:
    """What is claimed once the priority is `priority` from `at` on, by the rules frozen in the promise (CP-27a)."""
    target = deadline.promise.targets[priority]
    anew = (Claim(since=deadline.started_at, target=target),)
    if priority < deadline.priority:
        if deadline.promise.when_raised == "new-from-start":
            return anew
        return (*deadline.claims, Claim(since=at, target=target))
    return anew if deadline.promise.when_lowered == "new-from-start" else deadline.claims


def happened_at(event: DeadlineEvent) -> datetime:
    """When in the world the fact came about, whenever it was noticed and recorded."""
    match event:
        case DeadlineStarted():
            at = event.started_at
        case DeadlineMoved():
            at = event.moved_at
        case DeadlinePaused():
            at = event.paused_at
        case DeadlineResumed():
            at = event.resumed_at
        case DeadlineWarned():
            at = event.warned_at
        case DeadlineMet():
            at = event.met_at
        case DeadlineBreached():
            at = event.breached_at
        case DeadlineAnsweredLate():
            at = event.answered_at
        case DeadlineCancelled():
            at = event.cancelled_at
        case _:
            assert_never(event)
    return at
