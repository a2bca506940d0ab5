"""Gathers what a review is drawn from, in one reading that sees all topics at the same positions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from events.store.connection import Connection, Pool
from reporting.adapters.history_table import CASE_HISTORY, CUSTOMER_HISTORY, DEADLINE_HISTORY, PAGE_HISTORY
from reporting.adapters.read_history import Having, read_positions, read_rows, read_subjects
from reporting.domain.case_row import CaseRow
from reporting.domain.draw_review import Material, draw_review
from reporting.domain.errors import CustomerUnknown
from reporting.domain.page_row import PageRow
from reporting.domain.period import Period
from reporting.domain.review import Review

_JUST_BEFORE = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class ReviewReader:
    """Reads from the Postgres schema that the consumer of that name fills."""

    pool: Pool
    schema: str
    consumer: str

    async def draw(self, customer_id: str, period: Period, *, as_of: datetime | None, now: datetime) -> Review:
        """The review of a customer's period. Raises CustomerUnknown."""
        material = await self.material(customer_id, period, as_of)
        return draw_review(material, period, as_of=as_of, drawn_at=now)

    async def material(self, customer_id: str, period: Period, as_of: datetime | None) -> Material:
        """The rows of a customer that its review of `period` needs. Raises CustomerUnknown."""
        async with (
            self.pool.acquire() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            return await self._read(connection, customer_id, period, as_of)

    async def _read(self, connection: Connection, customer_id: str, period: Period, as_of: datetime | None) -> Material:
        schema, of_customer = self.schema, Having("customer_id", "is", customer_id)
        customers = await read_rows(connection, schema, CUSTOMER_HISTORY, as_of, Having("key", "is", customer_id))
        if not customers:
            raise CustomerUnknown(customer_id)
        known = await read_rows(
            connection,
            schema,
            CASE_HISTORY,
            as_of,
            of_customer,
            Having("opened_at", "before", period.end),
            Having("ended_at", "never or from", period.year_start),
        )
        ids = [row.case_id for row in known]
        deadlines = await read_rows(connection, schema, DEADLINE_HISTORY, as_of, of_customer)
        return Material(
            customer=customers[0],
            known=known,
            at_start=await self._cases_before(connection, ids, period.start, as_of),
            at_end=await self._cases_before(connection, ids, period.end, as_of),
            deadlines=[row for row in deadlines if row.started_at < period.end],
            pages=await self._pages(connection, customer_id, as_of),
            subjects=await read_subjects(connection, schema, [*ids, *(row.case_id for row in deadlines)]),
            positions=await read_positions(connection, schema, self.consumer),
        )

    async def _cases_before(
        self, connection: Connection, case_ids: Iterable[str], instant: datetime, as_of: datetime | None
    ) -> list[CaseRow]:
        at = min(instant - _JUST_BEFORE, as_of) if as_of else instant - _JUST_BEFORE
        return await read_rows(connection, self.schema, CASE_HISTORY, at, Having("key", "any of", list(case_ids)))

    async def _pages(self, connection: Connection, customer_id: str, as_of: datetime | None) -> list[PageRow]:
        return await read_rows(connection, self.schema, PAGE_HISTORY, as_of, Having("customer_id", "is", customer_id))
