"""Words that several events share: plans, priorities, targets and the promise that a case was
opened under."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec

Plan = Literal["silver", "gold", "platinum"]
Priority = Literal["P1", "P2", "P3", "P4"]
Goal = Literal["first_response", "cover", "next_update", "workaround", "resolution"]
PromisedGoal = Literal["next_update", "workaround", "resolution"]
StartsWith = Literal["opened", "first-answer", "each-public-update"]
StopsWith = Literal["public-update", "workaround", "resolution"]
PausedBy = Literal["waiting-for-customer"]
ExcusedBy = Literal["contact-unreachable"]
WhenRaised = Literal[
    "earlier-of-old-due-and-new-from-change",
    "new-from-start",
    "earliest-due-under-the-new-priority",
]
WhenLowered = Literal["new-from-start", "keep-old-due", "later-of-old-due-and-new-from-start"]
WhenDue = Literal["same-local-time", "earliest-instant"]
AtDue = Literal["wait-takes-nothing", "wait-has-begun"]
WhenWarned = Literal["part-of-governing-target"]
# A time without a zone is refused when an event is read: it would be a guess.
Instant = Annotated[datetime, msgspec.Meta(tz=True)]


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """A promised length of time (CP-22): `amount` in `unit`, counted always (CP-23) or in working
    time only (CP-24)."""

    amount: int
    unit: Literal["seconds", "business-days"]
    counts: Literal["always", "working-time"]


class CalendarRef(msgspec.Struct, frozen=True, kw_only=True):
    """Which version of which calendar counts (CP-25); `zone` is an IANA name."""

    calendar_id: str
    version: int
    zone: str


class CoverPromise(msgspec.Struct, frozen=True, kw_only=True):
    """How long a P1 may be without an engineer (CP-26): after it was opened, raised or reopened,
    and after somebody let go of it.

    `warn_at_fractions` are the parts of that length after which a warning is due. None, as in what
    was promised before they were named apart: those of the promise.
    """

    after_opening: Target
    after_letting_go: Target
    warn_at_fractions: tuple[float, ...] | None = None


class GoalPromise(msgspec.Struct, frozen=True, kw_only=True):
    """A further goal that a vendor promises beside the first response: the next update, a
    workaround or the resolution.

    `targets` holds the priorities for which it is promised. `starts` is what starts its clock, a
    reopening always does; `stops` what meets it; `pauses` and `excuses` for what it stands.
    `warn_at_fractions` None: those of the promise.
    """

    goal: PromisedGoal
    targets: dict[Priority, Target]
    starts: tuple[StartsWith, ...]
    stops: tuple[StopsWith, ...]
    pauses: tuple[PausedBy, ...] = ()
    excuses: tuple[ExcusedBy, ...] = ()
    warn_at_fractions: tuple[float, ...] | None = None


class Promise(msgspec.Struct, frozen=True, kw_only=True):
    """All that was promised when a case was opened, frozen: later edits of terms or calendars
    change nothing in flight (CP-2, CP-25).

    `targets` holds every priority, since a case may change its own. `warn_at_fractions` are the
    parts of the budget after which a warning is due (0.75: when three quarters are used up).

    The rules by which it is counted are part of it, by name. The defaults are those of the first
    reading: a promise that names no rule is counted as it was before rules had names.

    - `when_due` (CP-24): `earliest-instant` is the first instant at which the target is used up;
      `same-local-time` puts business days that began outside working time on a day's 00:00.
    - `when_raised`, `when_lowered`: CP-27a.
    - `at_due` (CP-27b), a wait that begins at the very instant of the due time: `wait-has-begun`
      moves the due time to the wait's end; `wait-takes-nothing` leaves it.
    - `when_warned`: the part is that of the target which governs, and after the last change.

    `follows_calendar`: a later version of the calendar may take the place of `calendar` while the
    case is open (CP-25). False in what was promised before terms could say so.

    `cover` (CP-26) is None where the terms say nothing of it, and in what was promised before they
    did: then nobody waits for an engineer. `goals` are what a vendor promises beside the plans' own
    goals: none by the packaged terms, and in what was promised before there were any.
    """

    plan: Plan
    terms_version: str
    targets: dict[Priority, Target]
    calendar: CalendarRef
    warn_at_fractions: tuple[float, ...] = (0.75,)
    when_raised: WhenRaised = "earlier-of-old-due-and-new-from-change"
    when_lowered: WhenLowered = "new-from-start"
    when_due: WhenDue = "same-local-time"
    at_due: AtDue = "wait-takes-nothing"
    when_warned: WhenWarned = "part-of-governing-target"
    cover: CoverPromise | None = None
    follows_calendar: bool = False
    goals: tuple[GoalPromise, ...] = ()

    def goal(self, name: Goal) -> GoalPromise | None:
        """Return what is promised of a further goal; None for one that is not."""
        return next((one for one in self.goals if one.goal == name), None)


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of time, `start` inclusive, `end` exclusive, both aware and in UTC."""

    start: Instant
    end: Instant
