"""Keeps what intake needs to know of the notifier: its engineers, and which page is about which
case.
"""

from collections.abc import Sequence
from datetime import datetime

from events.catalogue.on_call_events import EngineerPersonalDataErased
from events.sealing.persons import staff_person
from events.store.connection import Connection, Pool, in_schema
from events.store.statements_for_services import DROP_KEY
from intake.projections.erased_people import PERSON_COLUMN
from webapi.erased_people import NO_CUSTOMER, ErasedPerson, note_erased

_ADD = "insert into {schema}.engineer select unnest($1::text[]) on conflict do nothing"
# While none is known there is nobody to compare with: the notifier is not used, or not set up yet.
_KNOWS = """
select exists (select from {schema}.engineer where engineer_id = $1)
    or not exists (select from {schema}.engineer)
"""
_REMEMBER_PAGE = """
insert into {schema}.page_about_case (page_id, case_id) values ($1, $2) on conflict do nothing
"""
_CASE_OF = "select case_id from {schema}.page_about_case where page_id = $1"
_FORGET_PAGE = "delete from {schema}.page_about_case where page_id = $1"


class EngineerTable:
    """The two tables in one Postgres schema, and what intake has of an engineer beside them."""

    def __init__(self, pool: Pool, schema: str) -> None:
        self._pool, self._schema = pool, schema
        self._drop_key = in_schema(DROP_KEY, schema)
        self._add, self._knows, self._remember_page, self._case_of, self._forget_page = (
            in_schema(text, schema)
            for text in (_ADD, _KNOWS, _REMEMBER_PAGE, _CASE_OF, _FORGET_PAGE)
        )

    async def takes(self, engineer_id: str) -> bool:
        """Tell whether a case may be given to this engineer.

        It may to anybody whom the notifier knows and, while it knows nobody, to any id.
        """
        return bool(await self._pool.fetchval(self._knows, engineer_id))

    async def add(self, tx: Connection, engineer_ids: Sequence[str]) -> None:
        """Add engineers that can be paged. Doing it again changes nothing."""
        await tx.execute(self._add, list(engineer_ids))

    async def erase(self, tx: Connection, event: EngineerPersonalDataErased, at: datetime) -> None:
        """Drop intake's key of an engineer's words, and note what is to be cleared of the rest.

        `at` is when the erasure was recorded. The id stays known: cases may be theirs.
        """
        await tx.execute(self._drop_key, staff_person(event.engineer_id), event.erased_at)
        gone = ErasedPerson(customer_id=NO_CUSTOMER, person_id=event.engineer_id, erased_at=at)
        await note_erased(tx, self._schema, gone, PERSON_COLUMN)

    async def remember_page(self, tx: Connection, page_id: str, case_id: str) -> None:
        """Keep which case a page is about, until it is resolved."""
        await tx.execute(self._remember_page, page_id, case_id)

    async def case_of(self, tx: Connection, page_id: str) -> str | None:
        """Return the case that a page is about; None if it is about none, or is over."""
        case_id: str | None = await tx.fetchval(self._case_of, page_id)
        return case_id

    async def forget_page(self, tx: Connection, page_id: str) -> None:
        """Forget a page that is over."""
        await tx.execute(self._forget_page, page_id)
