"""Applies a batch of intake's events to the deadlines of their cases.

All of it happens in the transaction that moves the checkpoint.
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TypeAlias

from careplans.errors import UnknownCalendar
from careplans.look_again import LOOK_EVERY_S, CalendarFolder
from events.consumer.reaction import Batch
from events.errors import Retryable
from events.event import Recorded
from events.store.connection import Connection
from sla_clock.adapters.customer_zones import keep_zones
from sla_clock.adapters.fact_tables import keep_facts
from sla_clock.adapters.forget_readers import forget_removed_users
from sla_clock.adapters.keep_deadlines import DeadlineKeeper
from sla_clock.projections.tracked_deadline import Tracked
from sla_clock.reactions.fold_batch import fold_batch
from sla_clock.reactions.reactions_table import FOLLOWED
from sla_clock.reactions.when_somebody_erased import note_erased_people
from sla_clock.settings import SCHEMA
from webapi.case_readers import CaseReaders


class CalendarNotKnownYet(Retryable):
    """Intake promised by a version of a calendar that this process does not know.

    The partition waits: give the clock the folder that intake has. It looks there again each time,
    and goes on.
    """

    longest_pause_s = LOOK_EVERY_S


Fire: TypeAlias = Callable[[Connection, int, datetime], Awaitable[None]]


class CaseEvents:
    """The reaction to `intake.events`."""

    def __init__(
        self, keeper: DeadlineKeeper, readers: CaseReaders, fire: Fire, calendars: CalendarFolder
    ) -> None:
        self._keeper, self._readers, self._fire = keeper, readers, fire
        self._calendars = calendars

    async def apply(self, batch: Batch[Connection]) -> None:
        """Record who may read which case, then what the batch means for deadlines.

        Raises CalendarNotKnownYet, among what may be tried again.
        """
        with self._looking_for_calendars():
            await self._apply(batch)

    async def fire(self, tx: Connection, partition: int, until: datetime) -> None:
        """Fire the partition's timers that are due at or before `until` (UTC).

        Raises CalendarNotKnownYet: `follow-calendars` may have been quicker than this process.
        """
        with self._looking_for_calendars():
            await self._fire(tx, partition, until)

    @contextmanager
    def _looking_for_calendars(self) -> Iterator[None]:
        try:
            yield
        except UnknownCalendar as problem:
            # The batch is given up in any case: the next try finds what the look found.
            self._calendars.look_for(problem)
            raise CalendarNotKnownYet(str(problem)) from problem

    async def _apply(self, batch: Batch[Connection]) -> None:
        # Before the early return: the events that name liaisons and team members are in no
        # reaction, so a batch may hold nothing else.
        await self._readers.take_liaisons(batch.tx, batch.events)
        await self._readers.take_readers(batch.tx, batch.events)
        await forget_removed_users(batch.tx, batch.events, SCHEMA)
        await keep_zones(batch.tx, batch.events, SCHEMA)
        await note_erased_people(batch.tx, SCHEMA, batch.events)
        records = [record for record in batch.events if type(record.data) in FOLLOWED]
        if not records:
            return
        # For what-if: the rows of deadlines forget much of it after a verdict.
        await keep_facts(batch.tx, records, SCHEMA)
        before = await self._keeper.rows.load(batch.tx, {record.key for record in records})
        # The whole batch: its last record says how far time has passed, even if it changes no
        # deadline.
        now = await self._noticed_at(records, before)
        after = fold_batch(before, batch.events, now)
        await self._keeper.record(batch.tx, before, after)

    async def _noticed_at(
        self, records: Sequence[Recorded], before: Mapping[str, Tracked]
    ) -> datetime:
        """Return when the outcome of this batch is noticed, by the store's time.

        History counts as noticed at once, so a batch of nothing else saves the query.
        """
        history = [record.meta.imported for record in records] + [
            one.origin.imported for one in before.values()
        ]
        return records[-1].recorded_at if all(history) else await self._keeper.store.now()
