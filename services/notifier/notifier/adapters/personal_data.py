"""Puts together what seals, opens and erases what is personal in the notifier."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

import structlog

from events.catalogue.on_call_events import EngineerPersonalDataErased
from events.clock import Clock, SystemClock
from events.operations.erasures_file import begin_erasure
from events.operations.finish_erasures import FinishErasures
from events.sealing.key_source import KeySource, LenientKeys
from events.store.connection import Pool, make_pool
from events.store.postgres_store import InlineProjection, PostgresStore
from events.store.sealing_keys import SealingKeyTable
from events.timers.timers import Timers
from notifier.adapters.build_store import inline_tables, make_store
from notifier.adapters.clear_erased import ClearCopies
from notifier.adapters.repeat_erasures import (
    read_erased_engineers,
    repeat_erasures,
    stream_of_erasure,
)
from notifier.settings import SCHEMA, NotifierSettings
from webapi.erased_people import ClearErased
from webapi.repeat_erasures import repeating
from webapi.rotate_sealing_key import rotating
from webapi.sealing_keys import keys_at_intake
from webapi.sealing_settings import SealingSettings
from webapi.settings import StoreSettings

_log = structlog.get_logger(__name__)


def tables_of(file: Path | None, timers: Timers) -> tuple[InlineProjection, ...]:
    """Return what fills the tables; an erasure is begun in the `file` beside the database."""
    return inline_tables(timers, partial(begin_erasure, file) if file else None)


def keys_of_cases(settings: NotifierSettings, clock: Clock, keys: KeySource | None) -> KeySource:
    """Return what opens the words of cases: the `keys` given, or those that intake gives."""
    return LenientKeys(keys or keys_at_intake(settings, clock, "notifier"), _tell_of_missing_keys)


def clearing_of(pool: Pool, keys: SealingKeyTable, clock: Clock) -> ClearErased:
    """Return the loop that clears the plain copies of whoever is erased."""
    return ClearErased(pool, SCHEMA, keys, ClearCopies(SCHEMA), clock=clock)


def finishing_of(
    file: Path | None, pool: Pool, store: PostgresStore
) -> FinishErasures[EngineerPersonalDataErased] | None:
    """Return what ends erasures in the file beside the database; None without one."""
    if file is None:
        return None
    repeat = partial(repeat_erasures, pool, SCHEMA, store)
    return FinishErasures(file, EngineerPersonalDataErased, store, stream_of_erasure, repeat)


def _tell_of_missing_keys() -> None:
    # A page leaves without its subject rather than late.
    _log.warning("keys-away", effect="pages leave without what was written in a case")


async def _repeat(
    settings: StoreSettings,
    sealing: SealingSettings,
    erasures: Sequence[EngineerPersonalDataErased],
) -> int:
    pool = await make_pool(
        settings.database_url, size=3, application_name="notifier-repeat-erasures"
    )
    keys = SealingKeyTable(pool, SCHEMA, sealing.key_ring(), SystemClock())
    store = make_store(pool, settings.shards, keys, inline_tables(Timers(SCHEMA)))
    try:
        return await repeat_erasures(pool, SCHEMA, store, erasures)
    finally:
        await store.close()
        await pool.close()


PERSONAL_DATA_COMMANDS: Final = {
    "repeat-erasures": repeating(read_erased_engineers, _repeat),
    "rotate-sealing-key": rotating(SCHEMA),
}
