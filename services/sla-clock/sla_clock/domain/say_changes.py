"""Says what moved a deadline: changes of priority (CP-27a), later versions of its calendar (CP-25),
and exclusions taken back (CP-18).
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from msgspec import structs

from careplans.say_length import say_length
from sla_clock.domain.deadline import Claim, Deadline, Followed
from sla_clock.domain.ledger import Stretch
from sla_clock.domain.project_due import Projection, project
from sla_clock.domain.say_in_zone import SayIn

_FEW = 4


def say_changes(deadline: Deadline, say: SayIn) -> Iterable[str]:
    """Yield a sentence for each change, with what it did to the due time as of then.

    Of many, only how many there were, and the last.
    """
    changes = list(_changes(deadline, say))
    if len(changes) > _FEW:
        changes = [f"Its priority changed {len(changes)} times.", changes[-1]]
    yield from changes
    yield from (_followed(deadline, one, say) for one in deadline.followed)
    if deadline.excluded_at and deadline.reinstated_at:
        yield _taken_back(deadline.excluded_at, deadline.reinstated_at, say)


def _changes(deadline: Deadline, say: SayIn) -> Iterable[str]:
    for index, claim in enumerate(deadline.claims[1:], start=1):
        before = deadline.claims[index - 1].priority
        # Kept before claims had priorities: what changed is not known any more.
        if before is None or claim.priority is None or claim.made_at is None:
            continue
        # What was left when a later version of the calendar took over: no change of priority.
        if claim.priority == before:
            continue
        raised = claim.priority < before
        change = f"{'raised' if raised else 'lowered'} from {before} to {claim.priority}"
        effect = _effect(deadline, index, claim.made_at, say, raised=raised)
        yield f"It was {change} {say.instant(claim.made_at)}{effect}."


def _effect(deadline: Deadline, index: int, at: datetime, say: SayIn, *, raised: bool) -> str:
    ledger = deadline.ledger
    if any(one.start < at and (one.end is None or at < one.end) for one in ledger):
        return ", while the clock stood"
    before = _projected(deadline, index, at)
    after = _projected(deadline, index + 1, at)
    due = say.due(after.due_at)
    if after.due_at == before.due_at:
        return f": still due {due}, {_why_still(deadline.claims[index], raised=raised)}"
    again = _again(after, deadline.claims[index])
    return f": due {due}{again} instead of {say.due(before.due_at)}"


def _projected(deadline: Deadline, claims: int, at: datetime) -> Projection:
    """Return what governed with so many claims, by what the clock had stood until `at`.

    It counts by the version of the calendar that counted then.
    """
    stood = tuple(_until(one, at) for one in deadline.ledger if one.start < at)
    then = _by_the_calendar_of(deadline, claims)
    return project(structs.replace(then, claims=deadline.claims[:claims], ledger=stood), at)


def _by_the_calendar_of(deadline: Deadline, claims: int) -> Deadline:
    later = [one for one in deadline.followed if one.claims >= claims]
    if not later:
        return deadline
    promise = structs.replace(deadline.promise, calendar=later[0].before)
    return structs.replace(deadline, promise=promise, followed=deadline.followed[: -len(later)])


def as_promised(deadline: Deadline, claim: Claim) -> Claim:
    """Return the claim that was promised: this one, or that of which it is what was left."""
    left = next(
        (one for one in deadline.followed if one.rest and deadline.claims[one.claims - 1] is claim),
        None,
    )
    if left is None:
        return claim
    return as_promised(deadline, _projected(deadline, left.claims - 1, left.at).claim)


def _until(stretch: Stretch, at: datetime) -> Stretch:
    return stretch if stretch.end and stretch.end <= at else replace(stretch, end=at)


def _why_still(claim: Claim, *, raised: bool) -> str:
    if claim.joined == "kept":
        return "as a change of priority does not move it"
    return f"since the new due time is no {'earlier' if raised else 'later'} one"


def _again(after: Projection, change: Claim) -> str:
    """Say that a due time came back which the case had before the change (CP-27a)."""
    return "" if after.claim is change else " again, as promised before,"


def _followed(deadline: Deadline, followed: Followed, say: SayIn) -> str:
    later = f"{followed.calendar.calendar_id}, version {followed.calendar.version}"
    since = f"From {say.instant(followed.at)} on a later version of the calendar counts ({later})"
    left = ""
    if followed.rest:
        rest = deadline.claims[followed.claims - 1].target
        length = say_length(timedelta(seconds=rest.amount))
        left = f"; the {length} that were left by the earlier one count from then"
    if followed.old_due_at is None or followed.due_at is None:
        return f"{since}{left}; the clock stood."
    if followed.due_at == followed.old_due_at:
        return f"{since}{left}: still due {say.due(followed.due_at)}."
    return (
        f"{since}{left}: due {say.due(followed.due_at)} instead of {say.due(followed.old_due_at)}."
    )


def _taken_back(since: datetime, until: datetime, say: SayIn) -> str:
    stood = f"The case stood excluded {say.stretch(since, until)}"
    return f"{stood}; that was taken back, and gains no time."
