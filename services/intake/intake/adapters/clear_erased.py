"""Clears the plain copies that intake keeps of an erased person beside its log: answers that were
kept for repeated requests, and the words by which cases are found."""

from datetime import timedelta
from typing import Final

from events.clock import Clock
from events.run_forever import Recovery, run_forever
from events.sealing.key_source import REMEMBERED_S
from events.sealing.persons import staff_person, user_person
from events.store.connection import Connection, Pool, Row, in_schema
from events.store.event_store import FORGOTTEN_ANSWER
from events.store.postgres_store import PostgresStore
from events.store.sealing_keys import SealingKeyTable
from events.store.statements_for_services import FORGET_ANSWERS_ABOUT, SEALED_BY_ERASED
from intake.adapters.streams import case_stream
from intake.adapters.word_index import WordIndex
from intake.projections.erased_people import NO_CUSTOMER

_POLL_S: Final = 1.0
_RECOVERY: Final = Recovery(pause_s=0.5, longest_pause_s=10.0)

# Another instance may yet answer, and index words, by a key that it remembers.
_AGAIN: Final = timedelta(seconds=REMEMBERED_S + 10)

# One at a time, by whichever instance comes first. By the real time, as keys are remembered.
_NEXT = """
select customer_id, user_id, erased_at, again_at is not null as again from {schema}.erased_person
where again_at is null or again_at <= clock_timestamp()
order by erased_at limit 1 for update skip locked
"""
_CASES = "select case_id from {schema}.case_list where customer_id = $1"
# Those in which the engineer wrote something: no other table says it, and few are ever erased.
_CASES_OF_STAFF = f"""
select distinct event.key as case_id from {SEALED_BY_ERASED}
where event.type like 'intake.case.%'
"""  # noqa: S608  constants
_ONCE_MORE = """
update {schema}.erased_person set again_at = clock_timestamp() + $4::interval
where customer_id = $1 and user_id = $2 and erased_at = $3
"""
_DONE = """
delete from {schema}.erased_person where customer_id = $1 and user_id = $2 and erased_at = $3
"""


class ClearErased:
    """Works off the table `erased_person`: within seconds, and again when no instance remembers a
    key any more.
    """

    def __init__(
        self,
        pool: Pool,
        schema: str,
        store: PostgresStore,
        words: WordIndex,
        keys: SealingKeyTable,
        *,
        clock: Clock,
    ) -> None:
        self._pool, self._schema, self._clock = pool, schema, clock
        self._store, self._words, self._keys = store, words, keys

    async def run(self) -> None:
        """Clear what is to be cleared, until cancelled."""
        await run_forever(
            "clearing of erased people",
            self.step,
            clock=self._clock,
            idle_s=_POLL_S,
            recovery=_RECOVERY,
        )

    async def step(self) -> int:
        """Clear one person's copies, all or none of them; return how many persons were cleared."""
        async with self._pool.acquire() as tx, tx.transaction():
            person = await tx.fetchrow(self._sql(_NEXT))
            if person is None:
                return 0
            await self._clear(tx, person)
        self._keys.forget(_owner(person))
        return 1

    async def _clear(self, tx: Connection, person: Row) -> None:
        customer_id, user_id, erased_at, again = person
        # By the id, which stands beside whatever an answer has of a person: too many rather than
        # too few.
        named = f'"{user_id}"'.encode()
        # What was answered since has nothing of the person, but where a key was remembered.
        until = await self._store.now() if again else erased_at
        await tx.execute(self._sql(FORGET_ANSWERS_ABOUT), named, FORGOTTEN_ANSWER, until)
        if customer_id == NO_CUSTOMER:
            rows = await tx.fetch(self._sql(_CASES_OF_STAFF), _owner(person))
        else:
            # All of the customer's: a person writes in others' cases, too.
            rows = await tx.fetch(self._sql(_CASES), customer_id)
        # The positions are locked first, so that no words are added meanwhile that were read while
        # the key was still there.
        next_seqs = await self._words.hold(tx)
        for case_id in [row["case_id"] for row in rows]:
            events = await self._store.read_stream_in(tx, case_stream(case_id), case_id)
            indexed = [event for event in events if event.seq < next_seqs[event.shard]]
            await self._words.replace(tx, case_id, indexed)
        if again:
            await tx.execute(self._sql(_DONE), customer_id, user_id, erased_at)
        else:
            await tx.execute(self._sql(_ONCE_MORE), customer_id, user_id, erased_at, _AGAIN)

    def _sql(self, statement: str) -> str:
        return in_schema(statement, self._schema)


def _owner(person: Row) -> str:
    customer_id, user_id, *_ = person
    if customer_id == NO_CUSTOMER:
        return staff_person(user_id)
    return user_person(customer_id, user_id)
