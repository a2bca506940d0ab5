"""Says what moved a deadline: changes of priority (CP-27a), and exclusions taken back (CP-18)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sla_clock.domain.deadline import Claim, Deadline
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
    if deadline.excluded_at and deadline.reinstated_at:
        yield _taken_back(deadline.excluded_at, deadline.reinstated_at, say)


def _changes(deadline: Deadline, say: SayIn) -> Iterable[str]:
    for index, claim in enumerate(deadline.claims[1:], start=1):
        before = deadline.claims[index - 1].priority
        # Kept before claims had priorities: what changed is not known any more.
        if before is None or claim.priority is None or claim.made_at is None:
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
    """Return what governed with so many claims, by what the clock had stood until `at`."""
    stood = tuple(_until(one, at) for one in deadline.ledger if one.start < at)
    return project(replace(deadline, claims=deadline.claims[:claims], ledger=stood), at)


def _until(stretch: Stretch, at: datetime) -> Stretch:
    return stretch if stretch.end and stretch.end <= at else replace(stretch, end=at)


def _why_still(claim: Claim, *, raised: bool) -> str:
    if claim.joined == "kept":
        return "as a change of priority does not move it"
    return f"since the new due time is no {'earlier' if raised else 'later'} one"


def _again(after: Projection, change: Claim) -> str:
    """Say that a due time came back which the case had before the change (CP-27a)."""
    return "" if after.claim is change else " again, as promised before,"


def _taken_back(since: datetime, until: datetime, say: SayIn) -> str:
    stood = f"The case stood excluded {say.stretch(since, until)}"
    return f"{stood}; that was taken back, and gains no time."
