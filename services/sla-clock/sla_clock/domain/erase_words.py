"""Takes what an erased person wrote out of a deadline; every time and verdict stays."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from msgspec import structs

from events.sealing.stand_ins import ERASED
from sla_clock.domain.deadline import Deadline


@dataclass(frozen=True, slots=True, kw_only=True)
class EraseWords:
    """What `person_id` wrote, where that was recorded up to `until` (UTC)."""

    person_id: str
    until: datetime

    def are(self, author_id: str | None, at: datetime) -> bool:
        """Return whether words of this author, from then, are meant."""
        return author_id == self.person_id and at <= self.until


def erase_words(deadline: Deadline, theirs: EraseWords) -> Deadline:
    """Return the deadline without their words.

    The reason of a late answer whose author is not known (it was kept before authors were) is taken
    out, too: too many rather than too few.
    """
    return structs.replace(
        deadline,
        late_reason=_late_reason(deadline, theirs),
        late_claims=tuple(
            replace(claim, reason=ERASED)
            if claim.reason and theirs.are(claim.claimed_by, claim.recorded_at)
            else claim
            for claim in deadline.late_claims
        ),
        withdrawal=replace(gone, reason=ERASED)
        if (gone := deadline.withdrawal) and theirs.are(gone.accepted_by, gone.withdrawn_at)
        else gone,
        ledger=tuple(
            replace(stretch, reason=ERASED)
            if stretch.reason and theirs.are(stretch.recorded_by, stretch.start)
            else stretch
            for stretch in deadline.ledger
        ),
    )


def _late_reason(deadline: Deadline, theirs: EraseWords) -> str | None:
    due_at, late_s = deadline.due_at, deadline.answered_late_by_s
    if deadline.late_reason is None or due_at is None or late_s is None:
        return deadline.late_reason
    author_id = deadline.late_reason_by or theirs.person_id
    recorded_at = due_at + timedelta(seconds=late_s)
    return ERASED if theirs.are(author_id, recorded_at) else deadline.late_reason
