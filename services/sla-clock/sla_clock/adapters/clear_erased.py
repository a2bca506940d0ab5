"""Clears the plain copies that the clock keeps of erased people beside its log: reasons in the rows
of deadlines, and answers that were kept for repeated requests."""

from dataclasses import dataclass

from events.store.connection import Connection, Row, in_schema
from events.store.event_store import FORGOTTEN_ANSWER
from events.store.statements_for_services import FORGET_ANSWERS_ABOUT
from sla_clock.adapters.deadline_rows import decode_state, encode_state
from sla_clock.domain.erase_words import EraseWords, erase_words
from webapi.erased_people import ErasedPerson

# By the id, which stands beside whatever the person wrote; without it stands only a reason that was
# kept before authors were. Read as text, which costs a tenth of reading it as JSON.
_ROWS = """
select case_id, goal, state_data::text as state from {schema}.deadline
where ($1 = '' or customer_id = $1) and (case_id, goal) > ($3, $4)
    and (position('"' || $2 || '"' in state_data::text) > 0
        or position('"late_reason":"' in state_data::text) > 0
            and position('"late_reason_by"' in state_data::text) = 0)
order by case_id, goal limit 500
"""
_LOCK = """
select state_data::text from {schema}.deadline where case_id = $1 and goal = $2 for update
"""
_SAVE = """
update {schema}.deadline set state_data = $3::text::json where case_id = $1 and goal = $2
"""


@dataclass(frozen=True, slots=True)
class ClearReasons:
    """Clears a person's copies in a schema, in the transaction of `ClearErased`."""

    schema: str

    async def __call__(self, tx: Connection, person: ErasedPerson) -> None:
        """Clear what this person wrote until it was erased."""
        # Too many rather than too few: what was answered since has nothing of the person.
        named = f'"{person.person_id}"'.encode()
        forget = in_schema(FORGET_ANSWERS_ABOUT, self.schema)
        await tx.execute(forget, named, FORGOTTEN_ANSWER, person.erased_at)
        theirs = EraseWords(person_id=person.person_id, until=person.erased_at)
        after = ("", "")
        while rows := await self._rows(tx, person, after):
            for row in rows:
                await self._clear(tx, row, theirs)
            after = (rows[-1]["case_id"], rows[-1]["goal"])

    async def _rows(
        self, tx: Connection, person: ErasedPerson, after: tuple[str, str]
    ) -> "list[Row]":
        query = in_schema(_ROWS, self.schema)
        return [*await tx.fetch(query, person.customer_id, person.person_id, *after)]

    async def _clear(self, tx: Connection, row: Row, theirs: EraseWords) -> None:
        before = decode_state(row["state"])
        if erase_words(before, theirs) == before:
            return
        # Only these are locked: a clock that waits for its rows is late.
        key = (row["case_id"], row["goal"])
        state = await tx.fetchval(in_schema(_LOCK, self.schema), *key)
        after = erase_words(decode_state(state), theirs)
        await tx.execute(in_schema(_SAVE, self.schema), *key, encode_state(after))
