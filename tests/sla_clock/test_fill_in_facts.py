"""`keep-facts` fills in what happened to cases before the clock kept it, from intake's topic."""

from collections.abc import Sequence

import pytest

from events.catalogue.customer_events import CustomerCorrected, CustomerRegistered, Reason
from events.clock import SystemClock
from events.event import Event
from events.operations.terminal import StopCommand
from sla_clock.__main__ import main
from sla_clock.adapters.fact_tables import facts_missing, facts_since
from sla_clock.commands.keep_facts import FactFiller
from tests.sla_clock.clockwork import EVENTS, SHARDS, Clockwork
from tests.sla_clock.made_up_cases import HAPPENINGS
from tests.sla_clock.promises import at, hours, opened

MONDAY = at("2026-11-16 09:00")
CASES = ("c1", "c2", "c3", "c4", "c5")
SCHEMA = "sla_clock"
# As revision 0013 finds a clock that has applied events before.
_AS_BEFORE = """
insert into sla_clock.facts_missing
select partition, max(next_seq), clock_timestamp() from sla_clock.checkpoint
where consumer = 'sla-clock' and next_seq > 1 group by partition
"""
_KEPT = """
select case_id, 0 as seq, 'opened' from sla_clock.case_opening
union all select case_id, seq, kind from sla_clock.case_fact order by 1, 2
"""
_COUNT_FACTS = "select count(*) from sla_clock.case_fact"


def filler(clock: Clockwork) -> FactFiller:
    """What the command runs, on the same database and broker; it gives up soon."""
    pool = clock.built.pool
    return FactFiller(pool=pool, broker=clock.broker, clock=SystemClock(), silent_s=0.2)


async def kept(clock: Clockwork) -> Sequence[tuple[str, int, str]]:
    """All that is kept."""
    return [tuple(row) for row in await clock.built.pool.fetch(_KEPT)]


async def forget_facts(clock: Clockwork) -> None:
    """As if all of this had been applied before facts were kept."""
    pool = clock.built.pool
    await pool.execute("truncate sla_clock.case_opening, sla_clock.case_fact")
    await pool.execute(_AS_BEFORE)


async def zones(clock: Clockwork) -> dict[str, str | None]:
    """The zones that are known, by customer."""
    rows = await clock.built.pool.fetch("select customer_id, zone from sla_clock.customer_zone")
    return {str(row["customer_id"]): row["zone"] for row in rows}


def moved_to(customer_id: str, zone: str | None) -> Event:
    """The customer's zone is another one from now on."""
    why = Reason(text="moved")
    return CustomerCorrected(
        customer_id=customer_id, name=customer_id, zone=zone, corrected_by="rosa", personal=why
    )


async def cases_that_happened(clock: Clockwork) -> None:
    """Five cases, each with a wait and an answer, which the clock has applied."""
    for case_id in CASES:
        await clock.tell(opened(case_id, MONDAY), case_id)
    for hour, what in enumerate(("ask", "tell", "respond"), start=1):
        when = MONDAY + hours(hour)
        for case_id in CASES:
            await clock.tell(HAPPENINGS[what](case_id, when, "P2"), case_id, when)
    await clock.catch_up()


async def test_what_was_before_is_filled_in_and_the_shards_lack_nothing(clock: Clockwork) -> None:
    await cases_that_happened(clock)
    before = await kept(clock)
    await forget_facts(clock)
    later = MONDAY + hours(4)
    await clock.tell(opened("c6", later), "c6", later)
    await clock.catch_up()
    assert await facts_since(clock.built.pool, SCHEMA) is not None

    lines = await filler(clock).fill_in()

    assert len(lines) == len(clock.sent)
    assert await kept(clock) == [*before, ("c6", 0, "opened")]
    assert await facts_missing(clock.built.pool, SCHEMA) == {}
    assert await facts_since(clock.built.pool, SCHEMA) is None


async def test_a_second_run_says_that_nothing_is_missing(clock: Clockwork) -> None:
    await cases_that_happened(clock)
    await forget_facts(clock)
    await filler(clock).fill_in()
    (line,) = await filler(clock).fill_in()
    assert "nothing is missing" in line


async def test_it_can_be_asked_to_read_everything_again(clock: Clockwork) -> None:
    await cases_that_happened(clock)
    await forget_facts(clock)
    await filler(clock).fill_in()
    # An older instance that ran beside newer ones has applied what it did not keep.
    await clock.built.pool.execute("delete from sla_clock.case_fact where kind = 'responded'")
    await filler(clock).fill_in(again=True)
    assert await clock.built.pool.fetchval(_COUNT_FACTS) == 3 * len(CASES)


async def test_customers_of_before_get_their_zones_when_everything_is_read_again(
    clock: Clockwork,
) -> None:
    corrected: list[tuple[str, str | None]] = [
        ("moved", "Europe/Berlin"),
        ("home", None),
        ("since", "Asia/Kolkata"),
    ]
    for name in ("stayed", "moved", "home", "since"):
        zone = CustomerRegistered(customer_id=name, name=name, zone="Asia/Tokyo")
        await clock.tell(zone, name, MONDAY)
    for name, where in corrected[:2]:
        await clock.tell(moved_to(name, where), name, MONDAY + hours(1))
    await clock.catch_up()
    # As a clock that applied all of this before it kept zones.
    await clock.built.pool.execute("truncate sla_clock.customer_zone")
    for name, where in corrected[2:]:
        await clock.tell(moved_to(name, where), name, MONDAY + hours(2))
    await clock.catch_up()
    assert await zones(clock) == {"since": "Asia/Kolkata"}

    for _ in range(2):
        await filler(clock).fill_in(again=True)
        assert await zones(clock) == {
            "stayed": "Asia/Tokyo",
            "moved": "Europe/Berlin",
            "home": None,
            "since": "Asia/Kolkata",
        }
    await clock.tell(moved_to("stayed", None), "stayed", MONDAY + hours(3))
    await clock.catch_up()
    assert (await zones(clock))["stayed"] is None


async def test_a_trimmed_topic_is_refused_with_what_to_run(clock: Clockwork) -> None:
    await cases_that_happened(clock)
    await forget_facts(clock)
    for shard in range(SHARDS):
        clock.broker.truncate(EVENTS, shard, 1)
    with pytest.raises(StopCommand, match="relay --from 1"):
        await filler(clock).fill_in()
    assert await facts_missing(clock.built.pool, SCHEMA) != {}


async def test_a_topic_that_ends_too_early_is_refused_with_what_to_run(clock: Clockwork) -> None:
    await cases_that_happened(clock)
    await clock.built.pool.execute("insert into sla_clock.facts_missing values (0, 999, now())")
    with pytest.raises(StopCommand, match="python -m intake relay --from 0"):
        await filler(clock).fill_in()


def test_without_a_broker_the_command_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TOCSIN_DATABASE_URL", "postgresql://127.0.0.1:1/none")
    monkeypatch.delenv("TOCSIN_KAFKA_BOOTSTRAP_SERVERS", raising=False)
    assert main(["keep-facts"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
