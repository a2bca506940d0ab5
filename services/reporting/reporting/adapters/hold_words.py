"""Keeps erasures and the writing of words apart, so that no words slip in between an erasure's look
and its commit."""

from collections.abc import Sequence

from events.sealing.stand_ins import ERASED
from events.store.connection import Connection, in_schema
from reporting.adapters.read_history import read_subjects
from reporting.domain.erase_words import erase_late_reasons, with_subjects
from reporting.domain.review import Review

# Taken before any row, so that nobody waits for another's in turn.
_HOLD = "select pg_advisory_xact_lock_shared(hashtextextended($1, 8005))"
_HOLD_ALONE = "select pg_advisory_xact_lock(hashtextextended($1, 8005))"
_ERASED_REASONS = """
select case_id from {schema}.deadline_history where case_id = any($1::text[]) and late_reason = $2
"""


async def hold_words(tx: Connection, schema: str, *, alone: bool) -> None:
    """Keep erasures out, or everybody who writes words (`alone`), until the transaction ends."""
    await tx.execute(_HOLD_ALONE if alone else _HOLD, schema)


async def as_readable_now(tx: Connection, schema: str, review: Review) -> Review:
    """Return the review without what was erased since it was drawn, and keep erasures out."""
    await hold_words(tx, schema, alone=False)
    case_ids = _cases_of(review)
    subjects = await read_subjects(tx, schema, case_ids)
    gone = {id_: text for id_, text in subjects.items() if text == ERASED}
    rows = await tx.fetch(in_schema(_ERASED_REASONS, schema), case_ids, ERASED)
    return erase_late_reasons(with_subjects(review, gone), {row["case_id"] for row in rows})


def _cases_of(review: Review) -> Sequence[str]:
    cases = {line.case_id for line in (*review.open_cases, *review.cases)}
    return sorted(cases | {line.case_id for line in (*review.breaches, *review.withdrawn)})
