"""Which of a customer's people may read what, as intake's events tell (CP-8), for services that
follow intake.

A user reads the cases that it logged or is on the team of; an authorized contact reads all of its
customer's. Whoever is not known from the events reads nothing: a service that began to keep this
later knows those who came since.
"""

from collections.abc import Sequence

from events.catalogue.case_events import CaseOpened, TeamContactAdded, TeamContactRemoved
from events.catalogue.customer_events import ContactAuthorizationRevoked, ContactAuthorized
from events.event import Recorded
from events.store.connection import Connection, Pool, in_schema
from webapi.identity import Identity

LIAISONS = """
create table {schema}.liaison (
    customer_id text not null, user_id text not null, primary key (customer_id, user_id)
)
"""
READERS = """
create table {schema}.case_reader (
    user_id text not null, case_id text not null, primary key (user_id, case_id)
)
"""

_NAME = "insert into {schema}.liaison (customer_id, user_id) values ($1, $2) on conflict do nothing"
_REVOKE = "delete from {schema}.liaison where customer_id = $1 and user_id = $2"
_ADD = """
insert into {schema}.case_reader (user_id, case_id) select * from unnest($1::text[], $2::text[])
on conflict do nothing
"""
_LEAVE = "delete from {schema}.case_reader where user_id = $1 and case_id = $2"
_IS_LIAISON = "select exists (select from {schema}.liaison where customer_id = $1 and user_id = $2)"
_READS = "select exists (select from {schema}.case_reader where user_id = $1 and case_id = $2)"


class CaseReaders:
    """The tables of one schema. A service that shows no single cases does not use `case_reader`."""

    def __init__(self, schema: str) -> None:
        self._schema = schema

    async def take_liaisons(self, tx: Connection, events: Sequence[Recorded]) -> None:
        """Keep who is named, and who is no longer, in the order of the events.

        Done again, it comes out the same.
        """
        # One by one: a person may be authorized and revoked in the same batch, and the last counts.
        for event in (recorded.data for recorded in events):
            match event:
                case ContactAuthorized():
                    await tx.execute(
                        in_schema(_NAME, self._schema), event.customer_id, event.user_id
                    )
                case ContactAuthorizationRevoked():
                    await tx.execute(
                        in_schema(_REVOKE, self._schema), event.customer_id, event.user_id
                    )
                case _:
                    pass

    async def take_readers(self, tx: Connection, events: Sequence[Recorded]) -> None:
        """Keep who logged a case and who is on its team; done again, it comes out the same."""
        # The last event about a user and a case counts. Who logged a case is never taken off it.
        readers: dict[tuple[str, str], bool] = {}
        for recorded in events:
            readers.update(_reader(recorded))
        if added := [pair for pair, reads in readers.items() if reads]:
            await tx.execute(in_schema(_ADD, self._schema), *map(list, zip(*added, strict=True)))
        if left := [pair for pair, reads in readers.items() if not reads]:
            await tx.executemany(in_schema(_LEAVE, self._schema), left)

    async def is_liaison(self, pool: Pool, identity: Identity) -> bool:
        """Return whether a contact's token is that of an authorized contact of its customer."""
        query = in_schema(_IS_LIAISON, self._schema)
        return bool(await pool.fetchval(query, identity.customer_id or "", identity.user_id or ""))

    async def reads(self, pool: Pool, identity: Identity, customer_id: str, case_id: str) -> bool:
        """Return whether the asker may read this case; the vendor's people read all."""
        if identity.role != "contact":
            return True
        if identity.customer_id != customer_id:
            return False
        query = in_schema(_READS, self._schema)
        own = bool(await pool.fetchval(query, identity.user_id or "", case_id))
        return own or await self.is_liaison(pool, identity)


def _reader(recorded: Recorded) -> dict[tuple[str, str], bool]:
    """Return whether the user reads the case from now on, by the ids of both."""
    match recorded.data:
        case CaseOpened() as opened:
            return {(opened.reporter_id, opened.case_id): True}
        case TeamContactAdded() as added:
            return {(added.user_id, added.case_id): True}
        case TeamContactRemoved() as removed:
            return {(removed.user_id, removed.case_id): False}
        case _:
            return {}
