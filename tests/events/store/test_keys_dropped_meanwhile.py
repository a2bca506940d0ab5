"""A person's key may be dropped by one process while another seals by it: what was written stays
readable under a new key, and nothing that was written before is read again."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from msgspec.structs import replace

from events.catalogue.customer_events import PersonalDataErased
from events.clock import MovableClock
from events.event import Meta, NewEvent, Recorded
from events.sealing.persons import user_person
from events.store.connection import Connection, Pool, in_schema
from events.store.event_store import Append, Appended
from events.store.postgres_store import PostgresStore
from events.store.statements_for_services import DROP_KEY
from tests.events.store.sample_appends import append_to, texts
from tests.support.event_stores import NOON, SCHEMA, postgres_store, sealing_keys

ANN = user_person("acme", "ann")
_WAITS = """
select exists (select from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock')
"""


async def drop(tx: Connection, events: Sequence[Recorded]) -> None:
    """The projection that drops keys, as services have it."""
    for event in events:
        if isinstance(event.data, PersonalDataErased):
            await tx.execute(in_schema(DROP_KEY, SCHEMA), ANN, event.data.erased_at)


def erasure(at: datetime = NOON) -> Append:
    """ann is erased."""
    event = PersonalDataErased(
        customer_id="acme", user_id="ann", erased_by="r", reason="person-asked", erased_at=at
    )
    new = NewEvent(data=event, event_id=uuid4(), occurred_at=at, meta=Meta(correlation_id="c"))
    return Append(stream="customer-acme", routing_key="acme", expected_version=None, events=[new])


def ann_writes(case_id: str, text: str) -> Append:
    """A comment that is under ann's key."""
    append = append_to(case_id, text)
    return replace(append, events=[replace(event, author=ANN) for event in append.events])


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(NOON)


@pytest.fixture
async def here(pool: Pool, clock: MovableClock) -> AsyncIterator[PostgresStore]:
    """The store of the process that erases."""
    async with opened(pool, clock) as store:
        yield store


@pytest.fixture
async def there(pool: Pool, clock: MovableClock) -> AsyncIterator[PostgresStore]:
    """The store of another process, which remembers keys by itself."""
    async with opened(pool, clock) as store:
        yield store


@asynccontextmanager
async def opened(pool: Pool, clock: MovableClock) -> AsyncIterator[PostgresStore]:
    store = postgres_store(pool, clock, inline=[drop], sealer=sealing_keys(pool, clock))
    yield store
    await store.close()


async def read_anew(pool: Pool, *cases: str) -> list[str]:
    """What somebody reads of these cases who remembers no key."""
    store = postgres_store(pool, sealer=sealing_keys(pool, MovableClock(NOON)))
    both = [await store.read_stream(f"case-{case}", case) for case in cases]
    return [text for events in both for text in texts(events)]


async def test_what_another_process_seals_after_an_erasure_is_under_a_new_key(
    pool: Pool, here: PostgresStore, there: PostgresStore
) -> None:
    await there.append(ann_writes("c-1", "before"))
    await here.append(erasure())
    await there.append(ann_writes("c-2", "after"))
    assert await read_anew(pool, "c-1", "c-2") == ["erased", "after"]


async def test_an_append_within_a_transaction_is_sealed_anew_too(
    pool: Pool, here: PostgresStore, there: PostgresStore
) -> None:
    await there.append(ann_writes("c-1", "before"))
    await here.append(erasure())
    async with there.transaction() as tx:
        await there.append_in(tx, [ann_writes("c-2", "within"), append_to("c-3", "another's")])
    assert await read_anew(pool, "c-1", "c-2", "c-3") == ["erased", "within", "another's"]


async def test_an_append_that_waits_for_an_erasure_is_sealed_anew(
    pool: Pool, here: PostgresStore, there: PostgresStore
) -> None:
    await there.append(ann_writes("c-1", "before"))
    async with here.transaction() as tx:
        await here.append_in(tx, [erasure()])
        writing = asyncio.ensure_future(there.append(ann_writes("c-2", "meanwhile")))
        await until_somebody_waits(pool)
    await writing
    assert await read_anew(pool, "c-1", "c-2") == ["erased", "meanwhile"]


async def test_an_erasure_waits_for_what_is_being_sealed_and_is_recorded_after_it(
    pool: Pool, here: PostgresStore, there: PostgresStore, clock: MovableClock
) -> None:
    """So everything under the key that was dropped was recorded before the erasure."""
    async with there.transaction() as tx:
        await there.append_in(tx, [ann_writes("c-1", "before")])
    async with there.transaction() as tx:
        (written,) = await there.append_in(tx, [ann_writes("c-2", "at once")])
        erasing = asyncio.ensure_future(here.append(erasure()))
        await until_somebody_waits(pool)
        clock.move(timedelta(seconds=3))
    erased = await erasing
    assert isinstance(written, Appended)
    assert isinstance(erased, Appended)
    assert erased.events[0].recorded_at >= NOON + timedelta(seconds=3)
    assert written.events[0].recorded_at < erased.events[0].recorded_at
    assert await read_anew(pool, "c-1", "c-2") == ["erased", "erased"]


async def test_an_erasure_and_words_that_wait_together_do_not_meet_in_one_transaction(
    pool: Pool,
) -> None:
    here = postgres_store(pool, inline=[drop], sealer=sealing_keys(pool))
    await here.append(ann_writes("c-1", "before"))
    appends = [erasure(), *(ann_writes(f"d-{n}", "after") for n in range(20))]
    await asyncio.gather(*map(here.append, appends))
    (erased,) = await here.read_stream("customer-acme", "acme")
    for case in range(20):
        (event,) = await here.read_stream(f"case-d-{case}", f"d-{case}")
        # Sealed by the old key until it was dropped, and never after that.
        expected = "erased" if event.recorded_at < erased.recorded_at else "after"
        assert await read_anew(pool, f"d-{case}") == [expected]


async def until_somebody_waits(pool: Pool) -> None:
    """Return once a statement of this database waits for a lock."""
    async with asyncio.timeout(30):
        while not await pool.fetchval(_WAITS):
            pass
