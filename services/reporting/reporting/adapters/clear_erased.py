"""Clears every plain copy of an erased person's words: in rows of every instant, and in published
reviews."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Final

from events.sealing.stand_ins import ERASED
from events.store.connection import Connection, in_schema
from reporting.adapters.published_reviews import REVIEW_JSON
from reporting.adapters.reach_tables import clear_people_words
from reporting.adapters.storable_text import storable
from reporting.domain.case_subject import CaseSubject, ErasedPerson
from reporting.domain.erase_words import erase_late_reasons, erase_subjects
from reporting.domain.review import Review

_NOTE = """
insert into {schema}.erased_person (person, erased_at) values ($1, $2)
on conflict (person) do update
    set erased_at = greatest(erased_person.erased_at, excluded.erased_at)
"""
# Topics are in no order between them: a case may be read after the erasure of whoever reported it.
_ADD_SUBJECTS: Final = f"""
insert into {{schema}}.case_subject (case_id, customer_id, person, written_at, subject)
select wrote.case_id, wrote.customer_id, wrote.person, wrote.written_at,
    case when exists (select from {{schema}}.erased_person as gone
        where gone.person = wrote.person and gone.erased_at >= wrote.written_at)
    then '{ERASED}' else wrote.subject end
from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::text[])
    as wrote (case_id, customer_id, person, written_at, subject)
on conflict (case_id) do nothing
returning customer_id, case_id, subject = '{ERASED}' as is_erased
"""  # noqa: S608 - a constant
# Rows from before persons were kept name none: too many are cleared rather than too few.
_CLEAR_SUBJECTS = """
update {schema}.case_subject set subject = $4
where (person = $1 and written_at <= $2 or person is null and customer_id = $3)
    and subject <> $4
"""
_ERASED_SUBJECTS = """
select customer_id, case_id from {schema}.case_subject where customer_id = $1 and subject = $2
"""
_CLEAR_LATE_REASONS = """
update {schema}.deadline_history as row set late_reason = $1
from {schema}.erased_person as gone
where row.late_reason <> $1 and gone.person = any($2::text[])
    and (gone.person = 'staff/' || row.late_reason_by or row.late_reason_by is null)
    and row.answer_recorded_at <= gone.erased_at
returning row.customer_id, row.case_id
"""
_DOCUMENTS = """
select review_id, document from {schema}.published_review where customer_id = $1 for update
"""
_CHANGE = "update {schema}.published_review set document = $2 where review_id = $1"

_Cases = dict[str, set[str]]
_Change = Callable[[Review, Collection[str]], Review]


async def add_subjects(tx: Connection, schema: str, subjects: Sequence[CaseSubject]) -> None:
    """Store what new cases are about; the words of whoever was erased since are not stored."""
    if not subjects:
        return
    rows = [(s.case_id, s.customer_id, s.person, s.written_at, storable(s.text)) for s in subjects]
    added = await tx.fetch(in_schema(_ADD_SUBJECTS, schema), *zip(*rows, strict=True))
    # Reviews stay when the rows are made anew, or come back with an older backup.
    erased = _by_customer((row[0], row[1]) for row in added if row["is_erased"])
    await _clear_reviews(tx, schema, erased, erase_subjects)


async def clear_erased(tx: Connection, schema: str, erased: Sequence[ErasedPerson]) -> None:
    """Clear what these people wrote until they were erased. Doing it again changes nothing."""
    for one in erased:
        await tx.execute(in_schema(_NOTE, schema), one.person, one.erased_at)
        if one.customer_id is not None:
            await _clear_subjects(tx, schema, one, one.customer_id)
    await clear_people_words(tx, schema, erased)


async def _clear_subjects(tx: Connection, schema: str, one: ErasedPerson, customer_id: str) -> None:
    await tx.execute(
        in_schema(_CLEAR_SUBJECTS, schema), one.person, one.erased_at, customer_id, ERASED
    )
    rows = await tx.fetch(in_schema(_ERASED_SUBJECTS, schema), customer_id, ERASED)
    await _clear_reviews(tx, schema, _by_customer(map(tuple, rows)), erase_subjects)


async def clear_late_reasons(tx: Connection, schema: str, people: Collection[str]) -> None:
    """Clear the reasons that these people gave for late answers until they were erased.

    People who are not erased are left as they are.
    """
    if not people:
        return
    rows = await tx.fetch(in_schema(_CLEAR_LATE_REASONS, schema), ERASED, list(people))
    await _clear_reviews(tx, schema, _by_customer(map(tuple, rows)), erase_late_reasons)


async def _clear_reviews(tx: Connection, schema: str, cases: _Cases, change: _Change) -> None:
    for customer_id, case_ids in cases.items():
        for row in await tx.fetch(in_schema(_DOCUMENTS, schema), customer_id):
            before = REVIEW_JSON.validate_json(row["document"])
            after = change(before, case_ids)
            if after != before:
                document = REVIEW_JSON.dump_json(after).decode()
                await tx.execute(in_schema(_CHANGE, schema), row["review_id"], document)


def _by_customer(pairs: Iterable[Sequence[str]]) -> _Cases:
    cases: _Cases = defaultdict(set)
    for customer_id, case_id in pairs:
        cases[customer_id].add(case_id)
    return cases
