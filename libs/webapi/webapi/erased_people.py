"""Who is erased and still has plain copies in a service's tables, and the loop that clears them.

A person is cleared at once, and once more when no process remembers a key any more: a copy may have
been made meanwhile of what was opened with a key that was remembered.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal, TypeAlias

from events.clock import Clock
from events.run_forever import Recovery, run_forever
from events.sealing.key_source import REMEMBERED_S
from events.sealing.persons import staff_person, user_person
from events.store.connection import Connection, Pool, in_schema
from events.store.sealing_keys import SealingKeyTable

ERASED_PEOPLE: Final = """
create table {schema}.erased_person (
    customer_id text not null,
    person_id text not null,
    erased_at timestamptz not null,
    again_at timestamptz,
    primary key (customer_id, person_id)
)
"""

NO_CUSTOMER: Final = ""
"""The customer of the vendor's people."""

PersonColumn: TypeAlias = Literal["person_id", "user_id"]
"""What a schema's table calls the person. Intake's is older than this one and says `user_id`: an
instance of before an upgrade writes to it meanwhile, so it keeps its name."""

_NOTE = """
insert into {schema}.erased_person (customer_id, {person}, erased_at) values ($1, $2, $3)
on conflict (customer_id, {person}) do update
set erased_at = excluded.erased_at, again_at = null
"""
# One at a time, by whichever instance comes first. By the real time, as keys are remembered.
_NEXT = """
select customer_id, {person}, erased_at, again_at is not null as again
from {schema}.erased_person where again_at is null or again_at <= clock_timestamp()
order by erased_at limit 1 for update skip locked
"""
_ONCE_MORE = """
update {schema}.erased_person set again_at = clock_timestamp() + $3::interval
where customer_id = $1 and {person} = $2
"""
_DONE = "delete from {schema}.erased_person where customer_id = $1 and {person} = $2"

_POLL_S: Final = 1.0
_RECOVERY: Final = Recovery(pause_s=0.5, longest_pause_s=10.0)
_AGAIN: Final = timedelta(seconds=REMEMBERED_S + 10)


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasedPerson:
    """A customer's user, or, of `NO_CUSTOMER`, one of the vendor's people.

    What was recorded up to `erased_at` (UTC) is to be cleared; what came since is under a new key.
    `again`: it was cleared before, and is now for what was made meanwhile with a remembered key.
    """

    customer_id: str
    person_id: str
    erased_at: datetime
    again: bool = False

    @property
    def is_staff(self) -> bool:
        """Return whether it is one of the vendor's people."""
        return self.customer_id == NO_CUSTOMER

    @property
    def owner(self) -> str:
        """Return how the person is named where its key is kept."""
        if self.is_staff:
            return staff_person(self.person_id)
        return user_person(self.customer_id, self.person_id)


Clear: TypeAlias = Callable[[Connection, ErasedPerson], Awaitable[None]]
"""Clears a person's copies in the caller's transaction. Doing it again changes nothing."""


async def note_erased(
    tx: Connection, schema: str, person: ErasedPerson, column: PersonColumn = "person_id"
) -> None:
    """Note a person that is to be cleared. Doing it again changes nothing."""
    key = (person.customer_id, person.person_id)
    await tx.execute(_in_table(_NOTE, schema, column), *key, person.erased_at)


class ClearErased:
    """Works off the table `erased_person`, within seconds."""

    def __init__(
        self,
        pool: Pool,
        schema: str,
        keys: SealingKeyTable,
        clear: Clear,
        *,
        clock: Clock,
        column: PersonColumn = "person_id",
    ) -> None:
        self._pool, self._keys, self._clear, self._clock = pool, keys, clear, clock
        self._next, self._once_more, self._done = (
            _in_table(text, schema, column) for text in (_NEXT, _ONCE_MORE, _DONE)
        )

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
            row = await tx.fetchrow(self._next)
            if row is None:
                return 0
            person = ErasedPerson(
                customer_id=row[0], person_id=row[1], erased_at=row["erased_at"], again=row["again"]
            )
            await self._clear(tx, person)
            key = (person.customer_id, person.person_id)
            if person.again:
                await tx.execute(self._done, *key)
            else:
                await tx.execute(self._once_more, *key, _AGAIN)
        # The service's own, which was dropped with the erasure.
        self._keys.forget(person.owner)
        return 1


def _in_table(statement: str, schema: str, column: PersonColumn) -> str:
    return in_schema(statement.replace("{person}", column), schema)
