"""Says in sentences how a deadline stands: running, paused, or its verdict and later claims."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

from careplans.say_length import say_length
from events.catalogue.terms import Goal
from sla_clock.domain.as_customers_read import SUPPORT
from sla_clock.domain.deadline import CancelReason, Deadline
from sla_clock.domain.late_claim import LateClaim, Withdrawal
from sla_clock.domain.say_in_zone import SayIn
from sla_clock.domain.say_not_counted import STOOD

_DROPPED: Mapping[Goal, Mapping[CancelReason, str]] = {
    "first_response": {
        "case-excluded": "The case left the entitlement",
        "case-closed": "The case was closed without an answer",
    },
    "cover": {
        "case-excluded": "The case left the entitlement",
        "case-closed": "The case was closed",
        "case-resolved": "The case was solved",
        "worked-around": "A workaround is in place",
        "priority-lowered": "The case is no P1 any more",
    },
    "next_update": {
        "case-excluded": "The case left the entitlement",
        "case-closed": "The case was closed",
        "priority-lowered": "For the lower priority no next update is promised",
    },
    "workaround": {
        "case-excluded": "The case left the entitlement",
        "case-closed": "The case was closed without a workaround",
        "case-resolved": "The case was solved",
        "priority-lowered": "For the lower priority no workaround is promised",
    },
    "resolution": {
        "case-excluded": "The case left the entitlement",
        "case-closed": "The case was closed without a solution",
        "priority-lowered": "For the lower priority no solution is promised",
    },
}
_DROPPED_FOR_NONE = "The promise was dropped {}, and counts neither as met nor as missed."
_PROMISE: Mapping[Goal, str] = {
    "first_response": _DROPPED_FOR_NONE,
    "cover": "No engineer had to have it any more from {}.",
    "next_update": _DROPPED_FOR_NONE,
    "workaround": _DROPPED_FOR_NONE,
    "resolution": _DROPPED_FOR_NONE,
}
_MET: Mapping[Goal, str] = {
    "first_response": "It was answered",
    "cover": "An engineer had it",
    "next_update": "Support wrote",
    "workaround": "It was worked around or solved",
    "resolution": "It was solved",
}
_MISSED: Mapping[Goal, str] = {
    "first_response": "not answered by then",
    "cover": "no engineer had it by then",
    "next_update": "support had not written by then",
    "workaround": "not worked around by then",
    "resolution": "not solved by then",
}
_NOTICED_LATE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowing:
    """What the clock knows of a case besides its deadline.

    All that was recorded up to `known_until` (UTC) is known; None: that is not known here. `blind`:
    that is longer ago than it should be, so verdicts are held. `imported`: the case is history.
    """

    known_until: datetime | None = None
    blind: bool = False
    imported: bool = False


NOTHING_KNOWN = Knowing()


def say_outcome(deadline: Deadline, say: SayIn, now: datetime, knowing: Knowing) -> Iterable[str]:
    """Yield the sentences as of `now`; only what is known is said."""
    yield from _outcome(deadline, say, now, knowing)
    if knowing.imported:
        yield "The case was imported: it is judged by the times in its history."


def _outcome(deadline: Deadline, say: SayIn, now: datetime, knowing: Knowing) -> Iterable[str]:
    match deadline.state:
        case "running" | "paused" | "excused":
            return _open(deadline, say, now, knowing)
        case "met":
            return [_met(deadline, say)]
        case "breached" | "withdrawn":
            return _breached(deadline, say, knowing)
        case "cancelled":
            return _dropped(deadline, say)
        case _:
            assert_never(deadline.state)


def _open(deadline: Deadline, say: SayIn, now: datetime, knowing: Knowing) -> Iterable[str]:
    if deadline.due_at is None:
        assert deadline.paused_by is not None, "what has no due time stands"
        assert deadline.stands_since is not None, "and has since an instant"
        stands = f"The clock stands ({STOOD[deadline.paused_by]})"
        since = say.instant(deadline.stands_since)
        yield f"{stands} since {since}; it has no due time until it runs again."
    elif deadline.due_at > now:
        yield f"It is due {say.due(deadline.due_at)}."
    else:
        yield f"It was due {say.due(deadline.due_at)}, and is not judged yet."
    if knowing.blind:
        yield _blind(say, knowing)


def _blind(say: SayIn, knowing: Knowing) -> str:
    if knowing.known_until is None:
        return "The clock does not see now: verdicts are held until it does."
    until = say.instant(knowing.known_until)
    return f"The clock knows what was recorded up to {until}: verdicts are held until it sees more."


def _dropped(deadline: Deadline, say: SayIn) -> Iterable[str]:
    if reason := deadline.cancel_reason:
        # A code of the terms (CP-18 to CP-20), which a customer may know.
        code = f" ({deadline.exclusion.replace('-', ' ')})" if deadline.exclusion else ""
        because = _DROPPED[deadline.goal].get(reason)
        yield f"{because}{code}." if because else ""
    assert deadline.cancelled_at is not None, "what was dropped was dropped at an instant"
    yield _PROMISE[deadline.goal].format(say.instant(deadline.cancelled_at))


def _met(deadline: Deadline, say: SayIn) -> str:
    assert deadline.met_at is not None, "what was met was met at an instant"
    assert deadline.due_at is not None, "and was due at another"
    early, answered = deadline.due_at - deadline.met_at, say.instant(deadline.met_at)
    return f"{_came(deadline)} {answered}, {_margin(early)} ({say.due(deadline.due_at)})."


def _came(deadline: Deadline) -> str:
    further = deadline.promise.goal(deadline.goal)
    # Where the terms take no solution for a workaround, it was one.
    only = further is not None and set(further.stops) == {"workaround"}
    return "It was worked around" if only else _MET[deadline.goal]


def _margin(early: timedelta) -> str:
    if not early:
        return "at the very instant it was due"
    if early < timedelta():
        # By the first reading a wait that began at the due time moved nothing.
        return f"{say_length(-early)} after the due time, while the clock stood"
    return f"{say_length(early)} before it was due"


def _breached(deadline: Deadline, say: SayIn, knowing: Knowing) -> Iterable[str]:
    assert deadline.due_at is not None, "a breach has its instant"
    yield f"It was due {say.due(deadline.due_at)} and {_MISSED[deadline.goal]}."
    if noticed := _noticed(deadline, knowing):
        yield noticed
    if deadline.answered_at is not None and deadline.answered_late_by_s is not None:
        yield _late(deadline, deadline.answered_at, deadline.answered_late_by_s, say)
    yield from (_claimed(claim, say) for claim in deadline.late_claims)
    if deadline.withdrawal:
        yield _withdrawn(deadline.withdrawal, say)


def _noticed(deadline: Deadline, knowing: Knowing) -> str:
    late = timedelta(seconds=deadline.late_by_s or 0.0) - _due_before_it_was_known(deadline)
    # After an exclusion it could not be noticed before, which is said already; of cover, its length
    # is said.
    known = knowing.imported or deadline.reinstated_at or deadline.goal == "cover"
    return "" if known or late < _NOTICED_LATE else f"That was noticed {say_length(late)} later."


def _due_before_it_was_known(deadline: Deadline) -> timedelta:
    """Return how long before a change of priority the due time lies that came back with it."""
    assert deadline.due_at is not None, "a breach has its instant"
    return max(deadline.priced_at - deadline.due_at, timedelta())


def _late(deadline: Deadline, answered_at: datetime, late_s: float, say: SayIn) -> str:
    if deadline.goal == "cover":
        return f"It had none for {say_length(answered_at - deadline.started_at)}."
    late = timedelta(seconds=late_s)
    if deadline.goal != "first_response":
        return f"{_came(deadline)} {say_length(late)} late."
    recorded = f"The answer was recorded {say_length(late)} late"
    assert deadline.due_at is not None, "a breach has its instant"
    # Said to be in time, it is a claim, which is told apart.
    if not deadline.due_at < answered_at < deadline.due_at + late:
        return f"{recorded}."
    return _sentence(f"{recorded}; it was given {say.instant(answered_at)}{_for(deadline)}")


def _for(deadline: Deadline) -> str:
    return f": {deadline.late_reason}" if deadline.late_reason else ""


def _claimed(claim: LateClaim, say: SayIn) -> str:
    who = claim.claimed_by or "Somebody"
    because = f": {claim.reason}" if claim.reason else ""
    return _sentence(f"{who} claims that it was given {say.instant(claim.answered_at)}{because}")


def _withdrawn(withdrawal: Withdrawal, say: SayIn) -> str:
    who = SUPPORT.capitalize() if withdrawal.accepted_by == SUPPORT else withdrawal.accepted_by
    because = f" ({withdrawal.reason})" if withdrawal.reason else ""
    when = say.instant(withdrawal.withdrawn_at)
    return f"{who} accepted that {when}{because}: the breach is withdrawn."


def _sentence(words: str) -> str:
    # They may end in what somebody wrote, who may have ended it as a sentence.
    return words if words.endswith((".", "!", "?", "…")) else f"{words}."
