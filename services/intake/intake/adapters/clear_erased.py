"""Clears the plain copies that intake keeps of an erased person beside its log: answers that were
kept for repeated requests, and the words by which cases are found."""

from dataclasses import dataclass
from typing import Final

from events.store.connection import Connection, in_schema
from events.store.event_store import FORGOTTEN_ANSWER
from events.store.postgres_store import PostgresStore
from events.store.statements_for_services import FORGET_ANSWERS_ABOUT, SEALED_BY_ERASED
from intake.adapters.streams import case_stream
from intake.adapters.word_index import WordIndex
from webapi.erased_people import ErasedPerson

_CASES: Final = "select case_id from {schema}.case_list where customer_id = $1"
# Those in which the engineer wrote something: no other table says it, and few are ever erased.
_CASES_OF_STAFF: Final = f"""
select distinct event.key as case_id from {SEALED_BY_ERASED}
where event.type like 'intake.case.%'
"""  # noqa: S608  constants


@dataclass(frozen=True, slots=True)
class ClearCopies:
    """Clears a person's copies in a schema, in the transaction of `ClearErased`."""

    schema: str
    store: PostgresStore
    words: WordIndex

    async def __call__(self, tx: Connection, person: ErasedPerson) -> None:
        """Clear the answers that name the person, and what cases are found by."""
        await self._forget_answers(tx, person)
        case_ids = await self._cases(tx, person)
        # The positions are locked first, so that no words are added meanwhile that were read while
        # the key was still there.
        next_seqs = await self.words.hold(tx)
        for case_id in case_ids:
            events = await self.store.read_stream_in(tx, case_stream(case_id), case_id)
            indexed = [event for event in events if event.seq < next_seqs[event.shard]]
            await self.words.replace(tx, case_id, indexed)

    async def _forget_answers(self, tx: Connection, person: ErasedPerson) -> None:
        # By the id, which stands beside whatever an answer has of a person: too many rather than
        # too few.
        named = f'"{person.person_id}"'.encode()
        # What was answered since has nothing of the person, but where a key was remembered.
        until = await self.store.now() if person.again else person.erased_at
        await tx.execute(self._sql(FORGET_ANSWERS_ABOUT), named, FORGOTTEN_ANSWER, until)

    async def _cases(self, tx: Connection, person: ErasedPerson) -> list[str]:
        # All of a customer's: a person writes in others' cases, too.
        query, owner = (
            (_CASES_OF_STAFF, person.owner) if person.is_staff else (_CASES, person.customer_id)
        )
        return [row["case_id"] for row in await tx.fetch(self._sql(query), owner)]

    def _sql(self, statement: str) -> str:
        return in_schema(statement, self.schema)
