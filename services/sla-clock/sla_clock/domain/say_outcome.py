"""Says in a sentence how a deadline stands: running, paused, or its verdict and later claims."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import assert_never

from careplans.calendars import calendar_of
from careplans.say_length import say_length
from careplans.say_time import say_due, say_instant
from events.catalogue.terms import Goal
from sla_clock.domain.deadline import CancelReason, Deadline
from sla_clock.domain.late_claim import LateClaim, Withdrawal
from sla_clock.domain.ledger import WAITING

STOOD = {"paused": WAITING, "excused": "excused"}
_DROPPED: Mapping[Goal, Mapping[CancelReason, str]] = {
    "first_response": {
        "case-excluded": "The case left the entitlement. ",
        "case-closed": "The case was closed without an answer. ",
    },
    "cover": {
        "case-excluded": "The case left the entitlement. ",
        "case-closed": "The case was closed. ",
        "case-resolved": "The case was solved. ",
        "worked-around": "A workaround is in place. ",
        "priority-lowered": "The case is no P1 any more. ",
    },
}
_PROMISE: Mapping[Goal, str] = {
    "first_response": "The promise was dropped",
    "cover": "No engineer had to have it any more from",
}
_MET: Mapping[Goal, str] = {
    "first_response": "It was answered",
    "cover": "An engineer had it",
}
_MISSED: Mapping[Goal, str] = {
    "first_response": "not answered by then",
    "cover": "no engineer had it by then",
}


def say_outcome(deadline: Deadline, at: datetime) -> str:
    """Return the sentence; `at` is up to when the deadline's time is counted."""
    match deadline.state:
        case "running":
            return f"It is due {_due(deadline)}."
        case "paused" | "excused":
            stands = f"The clock stands ({STOOD[deadline.state]})"
            return f"{stands}; it has no due time until it runs again."
        case "met":
            return _met(deadline)
        case "breached" | "withdrawn":
            return " ".join(_breached(deadline))
        case "cancelled":
            return _dropped(deadline, at)
        case _:
            assert_never(deadline.state)


def _due(deadline: Deadline) -> str:
    assert deadline.due_at is not None, "a clock that runs, or has its verdict, has a due time"
    return say_due(deadline.due_at, calendar_of(deadline.promise.calendar))


def _say(deadline: Deadline, instant: datetime) -> str:
    return say_instant(instant, calendar_of(deadline.promise.calendar).zone)


def _dropped(deadline: Deadline, at: datetime) -> str:
    reason = deadline.cancel_reason
    because = _DROPPED[deadline.goal].get(reason, "") if reason else ""
    return f"{because}{_PROMISE[deadline.goal]} {_say(deadline, at)}."


def _met(deadline: Deadline) -> str:
    assert deadline.met_at is not None, "what was met was met at an instant"
    assert deadline.due_at is not None, "and was due at another"
    early, answered = deadline.due_at - deadline.met_at, _say(deadline, deadline.met_at)
    return f"{_MET[deadline.goal]} {answered}, {_margin(early)} ({_due(deadline)})."


def _margin(early: timedelta) -> str:
    if not early:
        return "at the very instant it was due"
    if early < timedelta():
        # By the first reading a wait that began at the due time moved nothing.
        return f"{say_length(-early)} after the due time, while the clock stood"
    return f"{say_length(early)} before it was due"


def _breached(deadline: Deadline) -> list[str]:
    sentences = [f"It was due {_due(deadline)} and {_MISSED[deadline.goal]}."]
    if deadline.excluded_at and deadline.reinstated_at:
        sentences.append(_excluded(deadline, deadline.excluded_at, deadline.reinstated_at))
    if deadline.answered_at is not None and deadline.answered_late_by_s is not None:
        sentences.append(_late(deadline, deadline.answered_at, deadline.answered_late_by_s))
    sentences += [_claimed(deadline, claim) for claim in deadline.late_claims]
    if deadline.withdrawal:
        sentences.append(_withdrawn(deadline, deadline.withdrawal))
    return sentences


def _late(deadline: Deadline, answered_at: datetime, late_s: float) -> str:
    if deadline.goal == "cover":
        return f"It had none for {say_length(answered_at - deadline.started_at)}."
    return f"The answer was recorded {say_length(timedelta(seconds=late_s))} late."


def _excluded(deadline: Deadline, since: datetime, until: datetime) -> str:
    stood = f"The case stood excluded from {_say(deadline, since)} to {_say(deadline, until)}"
    return f"{stood}; that was taken back, and gains no time."


def _claimed(deadline: Deadline, claim: LateClaim) -> str:
    who = claim.claimed_by or "Somebody"
    because = f": {claim.reason}" if claim.reason else ""
    return _sentence(f"{who} claims that it was given {_say(deadline, claim.answered_at)}{because}")


def _withdrawn(deadline: Deadline, withdrawal: Withdrawal) -> str:
    when = _say(deadline, withdrawal.withdrawn_at)
    return f"{withdrawal.accepted_by} accepted that {when}: the breach is withdrawn."


def _sentence(words: str) -> str:
    # They may end in what somebody wrote, who may have ended it as a sentence.
    return words if words.endswith((".", "!", "?", "…")) else f"{words}."
