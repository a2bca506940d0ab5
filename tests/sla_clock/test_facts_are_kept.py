"""What happened to a case is kept for what-if, after its verdict, too, and once only."""

from datetime import datetime
from typing import get_args

import asyncpg
import pytest

from events.catalogue.case_events import (
    CaseCommented,
    CaseOpened,
    CasePriorityChanged,
    CaseResponded,
)
from events.catalogue.terms import Priority
from events.migrations import migrate
from sla_clock.projections.kept_facts import KINDS, KeptEvent, kept_facts, kept_openings
from sla_clock.reactions.reactions_table import FOLLOWED
from tests.sla_clock.clockwork import SHARDS, Clockwork
from tests.sla_clock.made_up_cases import HAPPENINGS
from tests.sla_clock.promises import TEXT, at, hours, opened, promise, record

MONDAY = at("2026-11-16 09:00")
_FACTS = (
    "select kind, at, recorded_at, value from sla_clock.case_fact where case_id = $1 order by seq"
)
Row = tuple[str, datetime, datetime, str]


async def facts_of(clock: Clockwork, case_id: str) -> list[Row]:
    """What is kept of a case, in its order."""
    rows = await clock.built.pool.fetch(_FACTS, case_id)
    return [(row["kind"], row["at"], row["recorded_at"], row["value"]) for row in rows]


def changed(case_id: str, new: Priority, when: datetime) -> CasePriorityChanged:
    """The priority was changed."""
    return CasePriorityChanged(case_id=case_id, old="P2", new=new, changed_at=when, reason="r")


def test_every_event_that_the_clock_follows_is_kept_under_a_name_of_its_own() -> None:
    assert {*KINDS} == {*get_args(KeptEvent)}
    # A comment means something to further goals only, which a what-if does not judge.
    assert FOLLOWED - {*KINDS} == {CaseOpened, CaseCommented}
    assert len(set(KINDS.values())) == len(KINDS)


@pytest.mark.parametrize("what", sorted(set(HAPPENINGS) - {"comment"}))
def test_a_fact_is_when_it_happened_and_never_what_somebody_wrote(what: str) -> None:
    happened, recorded_at = MONDAY, MONDAY + hours(1)
    event = HAPPENINGS[what]("c1", happened, "P3")
    (fact,) = kept_facts([record(event, "c1", 7, recorded_at, shard=2)])
    assert (fact.case_id, fact.shard, fact.seq) == ("c1", 2, 7)
    assert (fact.kind, fact.recorded_at) == (KINDS[type(event)], recorded_at)
    # That somebody was given a case, its event tells by when it was recorded only.
    assert fact.at == (recorded_at if what == "assign" else happened)
    assert fact.value == {"change": "P3", "exclude": "other"}.get(what, "")


def test_an_opening_is_kept_with_its_promise_and_is_no_fact_beside_it() -> None:
    opening = record(opened("c1", MONDAY, "P3"), "c1", 1, MONDAY, imported=True)
    assert kept_facts([opening]) == []
    (kept,) = kept_openings([opening])
    assert (kept.customer_id, kept.priority, kept.opened_at) == ("acme", "P3", MONDAY)
    assert (kept.promise, kept.imported) == (promise("gold"), True)


async def test_waits_and_priorities_after_the_verdict_are_kept(clock: Clockwork) -> None:
    await clock.tell(opened("c1", MONDAY), "c1")
    answered = MONDAY + hours(1)
    answer = CaseResponded(
        case_id="c1", responder_id="kim", responded_at=answered, first=True, personal=TEXT
    )
    await clock.tell(answer, "c1", answered)
    raised = answered + hours(1)
    await clock.tell(changed("c1", "P1", raised), "c1", raised)
    await clock.catch_up()

    assert await facts_of(clock, "c1") == [
        ("responded", answered, answered, ""),
        ("priority-changed", raised, raised, "P1"),
    ]
    assert await clock.built.pool.fetchval("select count(*) from sla_clock.case_opening") == 1


async def test_what_comes_again_is_kept_once(clock: Clockwork) -> None:
    for case_id in ("c1", "c2"):
        await clock.tell(opened(case_id, MONDAY), case_id)
        await clock.tell(changed(case_id, "P1", MONDAY), case_id)
    await clock.catch_up()
    # As after a database was set back: the topic is read again from its beginning.
    await clock.built.pool.execute("update sla_clock.checkpoint set next_seq = 1, next_offset = 0")
    await clock.built.consumers[0].close()
    await clock.tell(changed("c1", "P3", MONDAY), "c1")
    await clock.catch_up()

    kinds = [value for _, _, _, value in await facts_of(clock, "c1")]
    assert kinds == ["P1", "P3"]
    assert len(await facts_of(clock, "c2")) == 1
    # One promise for both cases.
    assert await clock.built.pool.fetchval("select count(*) from sla_clock.kept_promise") == 1


async def test_the_clock_knows_which_shards_lack_what_came_before_facts_were_kept(
    dsn: str,
) -> None:
    await migrate(dsn, "sla_clock", "sla_clock", shards=SHARDS, revision="0012")
    connection = await asyncpg.connect(dsn)
    await connection.execute(
        "insert into sla_clock.checkpoint (consumer, topic, partition, next_seq)"
        " values ('sla-clock', 'intake.events', 0, 1), ('sla-clock', 'intake.events', 2, 9),"
        " ('sla-clock-erasures', 'notifier.events', 3, 5)"
    )
    await migrate(dsn, "sla_clock", "sla_clock", shards=SHARDS)
    missing = await connection.fetch("select shard, seq from sla_clock.facts_missing")
    await connection.close()
    assert [tuple(row) for row in missing] == [(2, 9)]
