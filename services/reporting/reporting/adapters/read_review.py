"""Gathers what a review is drawn from in one transaction, so that its figures fit each other."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from events.store.connection import Connection, Row, in_schema
from reporting.adapters import review_statements as sql
from reporting.adapters.history_table import (
    CASE_HISTORY,
    CUSTOMER_HISTORY,
    DEADLINE_HISTORY,
    PAGE_HISTORY,
)
from reporting.adapters.read_history import Having, read_rows, read_subjects
from reporting.adapters.read_queue import GOAL, Slot
from reporting.domain.bands import AGE_CUTS_DAYS, DELAY_CUTS_S, DELAY_LABELS
from reporting.domain.case_row import CaseRow
from reporting.domain.customer_row import CustomerRow
from reporting.domain.draw_review import ReviewLists
from reporting.domain.errors import CustomerUnknown
from reporting.domain.period import Period
from reporting.domain.plan_terms import BoughtTerm
from reporting.domain.review import BreachLine, CaseLine, LongestDelay, PagerSummary, StoodSummary
from reporting.domain.review_counts import CaseCount, Counts, TargetCount, cuts_of
from reporting.domain.review_lines import breach_line, case_line, page_line, stood_line

# Rows are read as of an instant that is itself included, while a period's end is excluded: the last
# instant of a period is one step of Postgres's time before its end.
_JUST_BEFORE = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class ReviewSlots:
    """Which stretch of each list a review shows."""

    open: Slot = field(default_factory=Slot)
    cases: Slot = field(default_factory=Slot)
    missed: Slot = field(default_factory=Slot)
    stood: Slot = field(default_factory=Slot)
    pages: Slot = field(default_factory=Slot)


@dataclass(frozen=True, slots=True)
class ReviewReader:
    """Reads one customer's period, as known at `now` or as of an instant, inside the transaction of
    `connection`.
    """

    connection: Connection
    schema: str
    customer_id: str
    period: Period
    as_of: datetime | None
    now: datetime

    @property
    def until(self) -> datetime:
        """Return the instant up to which the review covers the period."""
        return min(self.as_of or self.now, self.period.end)

    async def customer(self) -> CustomerRow:
        """Return the customer. Raises CustomerUnknown."""
        mine = Having("key", "is", self.customer_id)
        rows = await read_rows(self.connection, self.schema, CUSTOMER_HISTORY, self.as_of, mine)
        if not rows:
            raise CustomerUnknown(self.customer_id)
        return rows[0]

    async def terms(self) -> list[BoughtTerm]:
        """Return all terms that the customer bought, in order.

        The last one goes on if no notice was given (CP-3).
        """
        records = await self.connection.fetch(
            in_schema(sql.TERMS, self.schema), self.customer_id, self.as_of
        )
        last = max((each["term_ends_on"] for each in records), default=None)
        # A notice holds over a change of plan that ends on the same day.
        goes_on = all(each["goes_on"] for each in records if each["term_ends_on"] == last)
        return [_term(each, for_ever=goes_on and each["term_ends_on"] == last) for each in records]

    async def counts(self) -> Counts:
        """Return all counts of the review."""
        cases = await self._fetch(sql.COUNT_CASES, list(AGE_CUTS_DAYS))
        delays = (list(DELAY_CUTS_S), list(DELAY_LABELS))
        targets = await self._fetch(sql.COUNT_TARGETS, cuts_of(self.period), *delays)
        (stood,) = await self._fetch(sql.STOOD)
        return Counts(
            cases=[CaseCount(**_named(each)) for each in cases],
            targets=[TargetCount(**_named(each)) for each in targets],
            stood=StoodSummary(**_named(stood)),
        )

    async def pager(self) -> PagerSummary:
        """Return how many pages there were, and how fast they were acknowledged."""
        (record,) = await self._fetch(sql.PAGER)
        return PagerSummary(**_named(record))

    async def lists(self, slots: ReviewSlots) -> ReviewLists:
        """Return the lines of the requested stretches."""
        stood = await self._fetch(sql.STOOD_LINES, slots.stood.size, slots.stood.skipped)
        pages = await self._fetch(sql.PAGE_LINES, slots.pages.size, slots.pages.skipped)
        return ReviewLists(
            open_cases=await self._cases(
                await self._keys(sql.OPEN_CASES, slots.open), closing=False
            ),
            cases=await self._cases(await self._keys(sql.TOUCHED_CASES, slots.cases), closing=True),
            breaches=await self._breaches("missed", slots.missed),
            withdrawn=await self._breaches("withdrawn", slots.missed),
            stood=[stood_line(DEADLINE_HISTORY.row(each)) for each in stood],
            pages=[page_line(PAGE_HISTORY.row(each)) for each in pages],
            longest=await self._longest(),
        )

    async def case_keys(self) -> list[str]:
        """Return the ids of all cases that a review lists, in its order."""
        return await self._keys(sql.TOUCHED_CASES, None)

    async def case_lines(self, keys: Sequence[str]) -> list[CaseLine]:
        """Return the lines of these cases, in this order, as at the end of the period."""
        return await self._cases(keys, closing=True)

    async def _keys(self, statement: str, slot: Slot | None) -> list[str]:
        limits = (None, 0) if slot is None else (slot.size, slot.skipped)
        return [each["key"] for each in await self._fetch(statement, *limits)]

    async def _cases(self, keys: Sequence[str], *, closing: bool) -> list[CaseLine]:
        these = Having("key", "any of", list(keys))
        known = await self._rows_by_id(self.as_of, these)
        at_end = await self._rows_by_id(
            min(self.period.end - _JUST_BEFORE, self.as_of or self.period.end), these
        )
        goals = Having("key", "any of", [f"{key}/{GOAL}" for key in keys])
        promises = await read_rows(
            self.connection, self.schema, DEADLINE_HISTORY, self.as_of, goals
        )
        by_case = {row.case_id: row for row in promises}
        subjects = await read_subjects(self.connection, self.schema, keys)
        lines = []
        for key in keys:
            # A case that was recorded only after the period's end has no row at its end.
            then = at_end.get(key, known[key])
            shown = self._closure(then, known[key]) if closing else then
            lines.append(
                case_line(shown, known[key], by_case.get(key), subjects.get(key, ""), self.until)
            )
        return lines

    def _closure(self, then: CaseRow, known: CaseRow) -> CaseRow:
        """Return the row that shows how the case ended in the period, if it did."""
        ended = next(
            (row for row in (then, known) if row.ended_at and row.ended_at < self.period.end), None
        )
        return then if then.over or ended is None else ended

    async def _rows_by_id(self, at: datetime | None, these: Having) -> dict[str, CaseRow]:
        rows = await read_rows(self.connection, self.schema, CASE_HISTORY, at, these)
        return {row.case_id: row for row in rows}

    async def _breaches(self, verdict: str, slot: Slot) -> list[BreachLine]:
        records = await self._fetch(sql.BREACHES, slot.size, slot.skipped, verdict)
        rows = [DEADLINE_HISTORY.row(each) for each in records]
        ids = [row.case_id for row in rows]
        cases = await self._rows_by_id(self.as_of, Having("key", "any of", ids))
        subjects = await read_subjects(self.connection, self.schema, ids)
        now = self.as_of or self.now
        return [
            breach_line(row, cases.get(row.case_id), subjects.get(row.case_id, ""), now)
            for row in rows
        ]

    async def _longest(self) -> LongestDelay | None:
        for each in await self._fetch(sql.LONGEST):
            unanswered = each["answered_at"] is None
            so_far = ((self.as_of or self.now) - each["due_at"]).total_seconds()
            seconds = so_far if unanswered else each["answered_late_s"]
            return LongestDelay(number=each["number"], seconds=seconds, unanswered=unanswered)
        return None

    async def _fetch(self, statement: str, *more: object) -> Sequence[Row]:
        period = self.period
        before = min(period.start - _JUST_BEFORE, self.as_of or period.start)
        last = min(period.end - _JUST_BEFORE, self.as_of or period.end)
        times = (period.start, period.end, period.year_start, before, last, self.until)
        arguments = (self.customer_id, self.as_of, *times, *more)
        return await self.connection.fetch(in_schema(statement, self.schema), *arguments)


def _named(record: Row) -> dict[str, Any]:
    return dict(zip(record.keys(), record, strict=True))


def _term(record: Row, *, for_ever: bool) -> BoughtTerm:
    return BoughtTerm(
        plan=record["plan"],
        terms_version=record["terms_version"],
        starts_on=record["term_starts_on"],
        # A day short of the last date there is: `plans_in` adds a day to find where a term ends.
        ends_on=date.max - timedelta(days=1) if for_ever else record["term_ends_on"],
        seq=record["seq"],
    )
