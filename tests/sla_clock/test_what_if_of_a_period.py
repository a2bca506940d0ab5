"""A period is judged again from the facts that the clock has kept, and nothing is touched."""

from datetime import timedelta

import pytest

from events.catalogue.deadline_events import DeadlineAnsweredLate
from sla_clock.adapters import fact_reads
from sla_clock.adapters.fact_reads import read_cases
from sla_clock.adapters.what_if_question import Period, TooManyCases
from sla_clock.projections.kept_facts import kept_facts, kept_openings
from sla_clock.settings import SCHEMA
from sla_clock.what_if.fact import Fact, Opening
from sla_clock.what_if.histories import KINDS, histories_of
from sla_clock.what_if.supposed_promise import NoSuchPromise
from tests.sla_clock.clockwork import Clockwork
from tests.sla_clock.made_up_cases import HAPPENINGS
from tests.sla_clock.promises import hours, opened
from tests.sla_clock.what_if_week import (
    FRIDAY,
    MONDAY,
    figures,
    line,
    supposed,
    three_cases,
)

_ROWS = "select state_data::text from sla_clock.deadline order by case_id, goal"


async def test_a_shorter_target_would_have_been_missed_and_the_case_says_why(
    clock: Clockwork,
) -> None:
    await three_cases(clock)
    answer = await supposed(clock, targets={"P2": "8 hours"})

    was, would_be = line(answer, "P2")
    assert (figures(was), figures(would_be)) == ((2, 0, 100.0), (1, 1, 50.0))
    was, would_be = line(answer, "P1")
    assert figures(was) == figures(would_be) == (0, 1, 0.0)
    (different,) = answer.different_cases
    assert (different.number, different.customer_id) == ("CS-slow", "acme")
    assert (different.was.verdict, different.would_be.verdict) == ("met", "breached")
    assert different.why == (
        "due 2026-11-16 17:00 EST instead of 2026-11-16 21:00 EST: "
        "8 working hours for a P2 instead of 12 working hours"
    )
    assert (answer.different, answer.cases) == (1, 3)
    assert (answer.lacking, answer.facts_since) == (0, None)


async def test_a_longer_target_would_have_been_met(clock: Clockwork) -> None:
    await three_cases(clock)
    _, would_be = line(await supposed(clock, targets={"P1": "2 hours"}), "P1")
    assert figures(would_be) == (1, 0, 100.0)


async def test_what_happened_after_the_verdict_counts_where_it_would_have_come_first(
    clock: Clockwork,
) -> None:
    """A wait that began after the breach stops the longer clock that would still have run."""
    await clock.tell(opened("c1", MONDAY, "P1"), "c1")
    for hour, what in ((2, "ask"), (30, "tell"), (31, "respond")):
        when = MONDAY + hours(hour)
        await clock.tell(HAPPENINGS[what]("c1", when, "P1"), "c1", when)
    await clock.until(FRIDAY)
    _, longer = line(await supposed(clock, targets={"P1": "4 hours"}), "P1")
    _, shorter = line(await supposed(clock, targets={"P1": "90 minutes"}), "P1")
    assert (figures(longer), figures(shorter)) == ((1, 0, 100.0), (0, 1, 0.0))


async def test_an_accepted_claim_is_withdrawn_on_both_sides(clock: Clockwork) -> None:
    """It was answered after half an hour, by telephone, and written down two hours later.

    The clock knows the cases up to then, and the claim was accepted an hour later.
    """
    await clock.tell(opened("c1", MONDAY, "P1"), "c1")
    when = MONDAY + hours(2)
    happened = MONDAY + hours(0.5)
    await clock.tell(HAPPENINGS["respond"]("c1", happened, "P1"), "c1", when)
    await clock.until(when)
    clock.time.move(timedelta(hours=1))
    (claim,) = [
        one.data
        for one in await clock.events_of("c1")
        if isinstance(one.data, DeadlineAnsweredLate)
    ]
    address = f"/v1/cases/c1/deadlines/first_response/claims/{claim.claim_id}/accept"
    response = await clock.client.post(
        address,
        json={"reason": "The phone bill shows it."},
        headers=clock.bearer("admin") | {"Idempotency-Key": "accept-1"},
    )
    assert response.status_code == 200, response.text
    answer = await supposed(clock, targets={"P1": "45 minutes"})
    assert answer.known_until == when
    was, would_be = line(answer, "P1")
    assert (was.withdrawn, would_be.withdrawn) == (1, 1)
    _, in_vain = line(await supposed(clock, targets={"P1": "15 minutes"}), "P1")
    assert (in_vain.withdrawn, in_vain.missed) == (0, 1)


async def test_a_question_changes_nothing(clock: Clockwork) -> None:
    await three_cases(clock)
    events, rows = await clock.all_events(), await clock.built.pool.fetch(_ROWS)
    await supposed(clock, plan="silver")
    assert await clock.all_events() == events
    assert await clock.built.pool.fetch(_ROWS) == rows


async def test_what_is_no_change_makes_no_difference(clock: Clockwork) -> None:
    await three_cases(clock)
    answer = await supposed(clock, plan="gold")
    assert (answer.different, answer.was) == (0, answer.would_be)


async def test_only_cases_of_that_period_and_that_customer_are_judged(clock: Clockwork) -> None:
    await clock.tell(opened("c1", MONDAY, customer_id="acme"), "c1")
    await clock.tell(opened("c2", MONDAY, customer_id="borealis"), "c2")
    await clock.tell(opened("c3", MONDAY - hours(96), customer_id="acme"), "c3")
    await clock.until(FRIDAY)
    assert (await supposed(clock, plan="silver")).cases == 2
    assert (await supposed(clock, plan="silver", customer_id="acme")).cases == 1


async def test_only_as_many_cases_are_told_as_are_asked_for_and_all_are_counted(
    clock: Clockwork,
) -> None:
    await three_cases(clock)
    answer = await supposed(clock, targets={"P2": "1 hour"}, shown=1)
    assert (answer.different, len(answer.different_cases)) == (2, 1)


async def test_cases_of_which_facts_are_missing_are_counted(clock: Clockwork) -> None:
    await three_cases(clock)
    pool = clock.built.pool
    await pool.execute("delete from sla_clock.case_opening where case_id = 'slow'")
    await pool.execute("delete from sla_clock.case_fact where case_id = 'quick'")
    await pool.execute("insert into sla_clock.facts_missing values (0, 9, $1)", MONDAY)
    answer = await supposed(clock, plan="silver")
    assert (answer.cases, answer.lacking, answer.facts_since) == (2, 2, MONDAY)


async def test_a_period_without_cases_has_no_attainment(clock: Clockwork) -> None:
    answer = await supposed(clock, plan="silver")
    assert (answer.cases, answer.was.attainment, answer.different_cases) == (0, None, [])


async def test_a_target_that_no_plan_can_have_is_refused(clock: Clockwork) -> None:
    await three_cases(clock)
    with pytest.raises(NoSuchPromise, match="P1"):
        await supposed(clock, targets={"P1": "2 business days"})


async def test_more_cases_than_are_wanted_at_once_are_refused(clock: Clockwork) -> None:
    await three_cases(clock)
    with pytest.raises(TooManyCases) as refused:
        await supposed(clock, plan="silver", most=2)
    assert (refused.value.cases, refused.value.most) == (3, 2)


async def test_an_answer_that_is_not_due_yet_is_open(clock: Clockwork) -> None:
    await clock.tell(opened("c1", FRIDAY - hours(1)), "c1", FRIDAY - hours(1))
    await clock.until(FRIDAY)
    was, would_be = line(await supposed(clock, targets={"P2": "30min"}), "P2")
    assert (was.open, would_be.missed) == (1, 1)


async def test_the_columns_that_are_read_are_those_of_the_facts_one_by_one(
    clock: Clockwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fact_reads, "_PART", 2)
    cases = ["c1", "c2", "c3", "c4", "c5"]
    for number, case_id in enumerate(cases):
        when = MONDAY + timedelta(microseconds=number * 333_333)
        await clock.tell(opened(case_id, when, terms="2010.5"), case_id, when)
    for number, happen in enumerate(HAPPENINGS[name] for name in sorted(HAPPENINGS)):
        for case_id in cases[: 1 + number % 5]:
            when = MONDAY + timedelta(hours=number, microseconds=number * 111_111)
            await clock.tell(happen(case_id, when - hours(0.25), "P1"), case_id, when)
    await clock.catch_up()
    period = Period(since=MONDAY, before=FRIDAY)
    read = (await read_cases(clock.built.pool, SCHEMA, period)).histories

    openings = [
        Opening(one.case_id, one.opened_at, one.priority, one.promise)
        for one in kept_openings(clock.log)
    ]
    facts = [
        Fact(one.case_id, one.seq, one.recorded_at, one.kind, one.at, one.value or None)
        for one in kept_facts(clock.log)
        if one.kind in KINDS
    ]
    made = histories_of(openings, facts)
    assert read.case_ids == made.case_ids == cases
    assert read.promised == made.promised
    for column in ("opened_at", "priority", "first_fact", "kind", "recorded_at", "at"):
        assert getattr(read, column).tolist() == getattr(made, column).tolist(), column
    assert read.new_priority.tolist() == made.new_priority.tolist()
    own = {KINDS.index("claim-accepted"), KINDS.index("followed-calendar")}
    assert {*read.kind.tolist()} == {*range(len(KINDS))} - own
