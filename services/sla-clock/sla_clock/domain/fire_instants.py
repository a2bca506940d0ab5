"""Decides what the passing of time alone does to a deadline: warnings, then the breach."""

from dataclasses import dataclass
from datetime import datetime

from msgspec.structs import replace

from events.catalogue.deadline_events import DeadlineBreached, DeadlineWarned
from sla_clock.domain import breach_deadline, warn_deadline
from sla_clock.domain.breach_deadline import BreachDeadline
from sla_clock.domain.deadline import Claim, Deadline, Followed, evolve
from sla_clock.domain.measure_lateness import lateness_s
from sla_clock.domain.project_due import governing_claim, instant_of_fraction
from sla_clock.domain.warn_deadline import WarnDeadline


@dataclass(frozen=True, slots=True, kw_only=True)
class Instant:
    """The next instant of interest.

    A warning at `fraction` of the budget, or, where that is None, the breach.
    """

    at: datetime
    fraction: float | None = None

    @property
    def kind(self) -> str:
        """Return a name for it that is unique within the deadline's version."""
        return "breached" if self.fraction is None else f"warned-{self.fraction}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """How far the time is known to have passed.

    Up to and with `until`, or, if not `inclusive`, up to just before it.
    """

    until: datetime
    inclusive: bool = True

    def covers(self, instant: datetime) -> bool:
        """Return whether the instant has passed.

        The end may be excluded, since an event recorded at `due_at` comes before the breach.
        """
        return instant <= self.until if self.inclusive else instant < self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class Fired:
    """One instant that fired, at the deadline's `version`: what its event's id is made of.

    `late_s`: how late the clock noticed it; None where that says nothing of the clock.
    """

    instant: Instant
    version: int
    event: DeadlineWarned | DeadlineBreached
    late_s: float | None = None


def next_instant(deadline: Deadline) -> Instant | None:
    """Return the next warning or the breach; None with a verdict or while the clock stands."""
    if deadline.verdict or deadline.due_at is None:
        return None
    return _next_warning(deadline, deadline.due_at) or Instant(at=deadline.due_at)


def fire_instants(
    deadline: Deadline, passed: Passed, detected_at: datetime | None
) -> tuple[Deadline, list[Fired]]:
    """Fire what has passed, in order.

    `detected_at` is None for history, which is noticed at the instant itself.
    """
    fired: list[Fired] = []
    # Asked again after each event: a warning changes which instant is next, and a breach leaves
    # none.
    while (instant := next_instant(deadline)) and passed.covers(instant.at):
        late_s = lateness_s(deadline, instant.at, detected_at)
        for event in _fire(deadline, instant, detected_at or instant.at):
            version = deadline.version
            fired.append(Fired(instant=instant, version=version, event=event, late_s=late_s))
            deadline = evolve(deadline, event)
    return deadline, fired


def _next_warning(deadline: Deadline, due_at: datetime) -> Instant | None:
    """Return the first warning still to give between the last change of the claims and the end.

    A change of the claims cancels the warnings that lay before it. After a larger part no smaller
    one is warned of, whatever a later version of the calendar says of when it is used up.
    """
    warned = max(deadline.warned, default=0.0)
    left = sorted(one for one in set(deadline.warns_at) if one > warned)
    if not left:
        return None
    claim = governing_claim(deadline, due_at)
    instants = ((instant_of_fraction(deadline, claim, fraction), fraction) for fraction in left)
    return next(
        (
            Instant(at=at, fraction=one)
            for at, one in instants
            if at and deadline.priced_at < at < due_at and not _was_used_up(deadline, claim, one)
        ),
        None,
    )


def _was_used_up(deadline: Deadline, claim: Claim, fraction: float) -> bool:
    """Return whether that part was used up when a later version of the calendar took over.

    By that one it may be used up again. With one claim that held all the time `warned` says as
    much. A change of priority forgets what was warned of, and the same target may govern after it;
    what is used up while a case is excluded nobody is warned of.
    """
    if len(deadline.claims) == 1 and deadline.reinstated_at is None:
        return False
    return any(
        _used_up_by(one, deadline, claim, fraction)
        for one in deadline.followed
        if claim in deadline.claims[: one.claims]
    )


def _used_up_by(followed: Followed, deadline: Deadline, claim: Claim, fraction: float) -> bool:
    promise = replace(deadline.promise, calendar=followed.before)
    at = instant_of_fraction(replace(deadline, promise=promise), claim, fraction)
    return at is not None and at < followed.at


def _fire(
    deadline: Deadline, instant: Instant, detected_at: datetime
) -> list[DeadlineWarned] | list[DeadlineBreached]:
    if instant.fraction is None:
        return breach_deadline.decide(BreachDeadline(detected_at=detected_at), deadline)
    warning = WarnDeadline(
        fraction=instant.fraction, at=instant.at, detected_at=max(detected_at, instant.at)
    )
    return warn_deadline.decide(warning, deadline)
