"""Somebody other than the claimant accepts a late-recorded answer.

The breach is withdrawn (CP-27c).
"""

from dataclasses import dataclass
from datetime import datetime

from events.catalogue.deadline_events import DeadlineBreachWithdrawn, WithdrawalText
from sla_clock.domain.deadline import Deadline
from sla_clock.domain.errors import Conflicting, NotYours, Unknown
from sla_clock.domain.late_claim import LateClaim


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptClaim:
    """Accept the claim at `at`, for `reason`.

    `accepted_by` is written into the event; `known_as` are all ids of that person, so that nobody
    accepts a claim of their own. `never_answers`: whoever has this role answers no case, so a claim
    of which nobody knows whose it is can only be somebody else's.
    """

    claim_id: str
    accepted_by: str
    known_as: frozenset[str]
    never_answers: bool
    reason: str
    at: datetime


def decide(command: AcceptClaim, deadline: Deadline | None) -> list[DeadlineBreachWithdrawn]:
    """Withdraw the breach; it stays in the log.

    Raises Unknown (`unknown-claim`), Conflicting (`breach-withdrawn-already`), and NotYours
    (`own-claim`, `claimant-unknown`).
    """
    claim = _claim(command, deadline)
    assert deadline is not None, "a claim is a deadline's"
    assert deadline.breached_at is not None, "and comes after its breach"
    if deadline.withdrawal:
        raise Conflicting("breach-withdrawn-already", "the breach was withdrawn before")
    _check_somebody_else(command, claim)
    return [
        DeadlineBreachWithdrawn(
            case_id=deadline.case_id,
            goal=deadline.goal,
            claim_id=claim.claim_id,
            accepted_by=command.accepted_by,
            answered_at=claim.answered_at,
            breached_at=deadline.breached_at,
            withdrawn_at=command.at,
            personal=WithdrawalText(reason=command.reason),
        )
    ]


def _claim(command: AcceptClaim, deadline: Deadline | None) -> LateClaim:
    for claim in deadline.late_claims if deadline else ():
        if claim.claim_id == command.claim_id:
            return claim
    raise Unknown("unknown-claim", "there is no such claim of an answer in time")


def _check_somebody_else(command: AcceptClaim, claim: LateClaim) -> None:
    # Who recorded it counts, too: a claim of somebody else that one wrote down is one's own work.
    claimants = {one for one in (claim.claimed_by, claim.recorded_by) if one}
    if claimants & command.known_as:
        raise NotYours("own-claim", "whoever claims an answer in time does not accept it")
    if not claimants and not command.never_answers:
        raise NotYours("claimant-unknown", "nobody knows whose claim it is: a TAM accepts it")
