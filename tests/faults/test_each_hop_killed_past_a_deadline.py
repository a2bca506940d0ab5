"""Each hop of the road killed before deadlines pass, and started again after it: the verdicts, and
who is paged, are those of the log."""

import os
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from signal import SIGKILL
from tempfile import TemporaryDirectory
from typing import Literal, get_args

import msgspec
import pytest

from events.catalogue.case_events import CaseResponded, MessageText
from events.catalogue.registry import CATALOGUE
from events.catalogue.terms import Target
from events.event import Event
from events.store.connection import Pool
from events.store.event_store import Append
from events.store.postgres_store import PostgresStore, StoreOptions
from local_stack.broker_server import BrokerServer
from tests.events.store.sample_appends import comment
from tests.faults.fleet import SHARDS, Fleet, fleet
from tests.faults.ground import Counts, Ground
from tests.faults.until import until
from tests.notifier.night import opened
from tests.support.event_stores import store_pool

Hop = Literal["intake", "broker", "database", "sla_clock", "notifier", "reporting"]
HOPS: tuple[Hop, ...] = get_args(Hop)
_ALWAYS_TRIED = ("sla_clock",)
CASES, TARGET_S = 12, 8
_AT_MOST_S = 60.0
_TARGET = Target(amount=TARGET_S, unit="seconds", counts="always")
_HOOK = {"kind": "webhook", "address": "http://127.0.0.1:9/rivera"}
_ON_CALL: tuple[tuple[str, dict[str, object]], ...] = (
    ("/v1/engineers", {"engineer_id": "rivera", "name": "Rivera", "contact_methods": [_HOOK]}),
    (
        "/v1/escalation-policies",
        {
            "policy_id": "standard",
            "name": "Standard",
            "steps": [{"after_s": 0, "targets": [{"kind": "engineer", "id": "rivera"}]}],
        },
    ),
    (
        "/v1/routing-rules",
        {"rule_id": "all", "rank": 1, "policy_id": "standard", "reasons": ["deadline-breached"]},
    ),
)
_PAST_DUE = (
    "select clock_timestamp() > max(recorded_at) + $1 from intake.es_event "
    "where type = 'intake.case.opened'"
)
_LATE = """
select opened.key, answered.recorded_at is null
    or answered.recorded_at > (opened.data ->> 'opened_at')::timestamptz + $1 as late
from intake.es_event opened left join intake.es_event answered
    on answered.key = opened.key and answered.type = 'intake.case.responded'
where opened.type = 'intake.case.opened'
"""
_VERDICTS = """
select key, array_agg(type order by seq) as said from sla_clock.es_event
where type in ('sla-clock.deadline.met', 'sla-clock.deadline.breached') group by key
"""
_PAGED = """
select data ->> 'case_id' as case_id from notifier.es_event
where type = 'notifier.page.raised' and data ->> 'reason' = 'deadline-breached'
"""
pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.mark.parametrize(
    "hop",
    [
        pytest.param(hop, marks=() if hop in _ALWAYS_TRIED else pytest.mark.long, id=hop)
        for hop in HOPS
    ],
)
async def test_the_verdicts_and_the_pages_are_those_of_the_log(ground: Ground, hop: Hop) -> None:
    counts = await kill_a_hop(ground, hop)
    assert counts["breaches"] >= CASES // 3


async def kill_a_hop(ground: Ground, hop: Hop | None = None) -> Counts:
    """Return the trap: cases with a target of some seconds, answered in time, late or never, all
    while one hop is gone."""
    chosen: Hop = ground.dice().choice(HOPS) if hop is None else hop
    async with (
        broker_of_its_own() as broker,
        fleet(ground, broker.bootstrap_servers if chosen == "broker" else ground.servers) as ships,
        store_pool(ground.dsn, size=4) as pool,
    ):
        store = PostgresStore(
            pool, "intake", "intake", SHARDS, options=StoreOptions(catalogue=CATALOGUE)
        )
        for path, body in _ON_CALL:
            await ships.post("notifier", path, body)
        cases = [f"c-{number:02}" for number in range(CASES)]
        await open_cases(store, cases)
        await until(lambda: is_watched(ships, cases))
        async with gone(chosen, ships, broker):
            await answer(store, cases[::3])
            await until(lambda: is_past_due(pool))
            await answer(store, cases[1::3])
        await store.close()
        return await judged(ships, pool, cases) + Counter({f"hop: {chosen}": 1})


@asynccontextmanager
async def broker_of_its_own() -> AsyncIterator[BrokerServer]:
    """Yield one in memory: when it is gone, it has forgotten everything."""
    with (
        TemporaryDirectory(prefix="tocsin-broker-") as folder,
        BrokerServer(Path(folder)) as broker,
    ):
        yield broker


@asynccontextmanager
async def gone(hop: Hop, ships: Fleet, broker: BrokerServer) -> AsyncIterator[None]:
    """Kill a hop, and start it again when the block ends.

    For the database, cut its connections and let in no new one.
    """
    if hop == "database":
        ships.database.refuse()
        yield
        ships.database.let_through()
    elif hop == "broker":
        os.kill(broker.pid, SIGKILL)
        broker.stop()
        yield
        broker.start()
    else:
        await ships.kill(hop)
        yield
        await ships.start(hop)


async def open_cases(store: PostgresStore, cases: Sequence[str]) -> None:
    """Open cases that must be answered within seconds: shorter than any terms could promise."""
    now = await store.now()
    for case in cases:
        event = opened(case, now)
        targets = dict.fromkeys(event.promise.targets, _TARGET)
        promise = msgspec.structs.replace(event.promise, targets=targets)
        await append(store, case, msgspec.structs.replace(event, promise=promise))


async def answer(store: PostgresStore, cases: Sequence[str]) -> None:
    """Answer these as an engineer."""
    now = await store.now()
    text = MessageText(text="We are on it.")
    for case in cases:
        await append(
            store,
            case,
            CaseResponded(
                case_id=case, responder_id="e", responded_at=now, first=True, personal=text
            ),
        )


async def append(store: PostgresStore, case: str, event: Event) -> None:
    """Record it, as any instance of intake would."""
    new = msgspec.structs.replace(comment(), data=event)
    await store.append(
        Append(stream=f"case-{case}", routing_key=case, expected_version=None, events=[new])
    )


async def is_watched(ships: Fleet, cases: Sequence[str]) -> bool:
    """Return whether the clock has a timer for each."""
    return (await ships.get("sla_clock", "/v1/clock"))["open_timers"] == len(cases)


async def is_past_due(pool: Pool) -> bool:
    """Return whether the last deadline has passed, by the store's time."""
    return bool(await pool.fetchval(_PAST_DUE, timedelta(seconds=TARGET_S)))


async def judged(ships: Fleet, pool: Pool, cases: Sequence[str]) -> Counts:
    """Return when everything has come through: one verdict a case, the log's; one page for each
    that still needs it, none for who was in time."""
    rows = await pool.fetch(_LATE, timedelta(seconds=TARGET_S))
    late = {row["key"] for row in rows if row["late"]}
    expected = {
        case: ["sla-clock.deadline." + ("breached" if case in late else "met")] for case in cases
    }
    await wait_until_equal(lambda: verdicts(pool), expected)
    await wait_until_equal(
        lambda: reported(ships), {case: "missed" if case in late else "met" for case in cases}
    )
    still_open = set(cases[2::3])
    await until(lambda: has_paged_for(pool, still_open), at_most_s=_AT_MOST_S)
    paged = [row["case_id"] for row in await pool.fetch(_PAGED)]
    assert len(set(paged)) == len(paged)
    assert still_open <= set(paged) <= late
    return Counter(met=len(cases) - len(late), breaches=len(late), pages=len(paged))


async def wait_until_equal(look: Callable[[], Awaitable[object]], expected: object) -> None:
    """Wait until it is what it must become; where it does not, show what it is."""

    async def same() -> bool:
        return await look() == expected

    try:
        await until(same, at_most_s=_AT_MOST_S)
    except TimeoutError:
        now = await look()
        assert now == expected, f"{now} != {expected}"


async def verdicts(pool: Pool) -> dict[str, list[str]]:
    """Return all that the clock has said of each case."""
    return {row["key"]: list(row["said"]) for row in await pool.fetch(_VERDICTS)}


async def reported(ships: Fleet) -> dict[str, str]:
    """Return what the reports say of each case that has a verdict."""
    page = await ships.get("reporting", "/v1/cases?limit=100")
    items = msgspec.convert(page["items"], list[dict[str, dict[str, object] | str | None]])
    rows = [(item["case"], item["first_response"]) for item in items]
    return {
        str(case["case_id"]): str(promise["verdict"])
        for case, promise in rows
        if isinstance(case, dict) and isinstance(promise, dict)
    }


async def has_paged_for(pool: Pool, cases: set[str]) -> bool:
    """Return whether there is a page for each."""
    return cases <= {row["case_id"] for row in await pool.fetch(_PAGED)}
