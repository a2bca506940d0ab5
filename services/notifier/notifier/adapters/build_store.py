"""Makes the notifier's log with the tables that it keeps in step."""

from collections.abc import Sequence
from typing import Final

from events.catalogue.registry import CATALOGUE
from events.store.connection import Pool
from events.store.postgres_store import InlineProjection, PostgresStore, StoreOptions
from events.store.sealing_keys import SealingKeyTable
from events.store.store_time import DatabaseTime, StoreTime
from events.timers.timers import Timers
from notifier.projections.arm_escalations import ArmEscalations
from notifier.projections.erased_engineers import ErasedEngineers, TakeNote
from notifier.projections.keep_on_call import KeepOnCall
from notifier.projections.keep_page_history import KeepPageHistory
from notifier.projections.keep_pages import KeepPages
from notifier.settings import SCHEMA

_DATABASE_TIME: Final = DatabaseTime()


def make_store(
    pool: Pool,
    shards: int,
    keys: SealingKeyTable,
    inline: Sequence[InlineProjection],
    time: StoreTime = _DATABASE_TIME,
) -> PostgresStore:
    """Return the notifier's log, which seals what is personal and keeps `inline` in step."""
    options = StoreOptions(catalogue=CATALOGUE, time=time, inline=inline, sealer=keys)
    return PostgresStore(pool, SCHEMA, "notifier", shards, options=options)


def inline_tables(
    timers: Timers, take_note: TakeNote | None = None
) -> tuple[InlineProjection, ...]:
    """Return what fills the tables. `take_note` notes erasures apart from the database."""
    return (
        # Before the engineers' table forgets the name that pages may have.
        ErasedEngineers(SCHEMA, take_note),
        KeepOnCall(SCHEMA),
        KeepPages(SCHEMA),
        KeepPageHistory(SCHEMA),
        # Timers are armed last: it reads the rows of pages that KeepPages writes.
        ArmEscalations(timers),
    )
