"""How late the clock noticed warnings and breaches: what counts, the last hour, and the metric."""

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from events.catalogue.case_events import CaseExcluded, CaseIncluded, CasePriorityChanged
from events.catalogue.terms import Priority
from events.event import Event
from sla_clock.api.clock_status import report_lateness
from sla_clock.domain.fire_instants import Passed, fire_instants
from sla_clock.domain.measure_lateness import lateness_s
from tests.sla_clock.clockwork import Clockwork, clockwork
from tests.sla_clock.promises import TEXT, at, opened, started
from webapi.metrics import metrics_of

MONDAY = at("2026-11-16 09:00")
MINUTE = timedelta(minutes=1)
P1 = started(MONDAY, "P1")


def test_lateness_is_from_the_instant_to_when_it_was_noticed() -> None:
    until, noticed = MONDAY + 61 * MINUTE, MONDAY + 62 * MINUTE
    _, fired = fire_instants(P1, Passed(until=until), noticed)
    assert [one.late_s for one in fired] == [17 * 60, 120]


def test_history_says_nothing_of_the_clock() -> None:
    _, fired = fire_instants(P1, Passed(until=MONDAY + 61 * MINUTE), None)
    assert [one.late_s for one in fired] == [None, None]


@pytest.mark.parametrize(("minutes", "late_s"), [(10, None), (11, 60)])
def test_what_a_later_change_put_into_the_past_was_not_noticed_late(
    minutes: int, late_s: float | None
) -> None:
    changed = replace(P1, priced_at=MONDAY + 10 * MINUTE)
    due, noticed = MONDAY + minutes * MINUTE, MONDAY + 12 * MINUTE
    assert lateness_s(changed, due, noticed) == late_s


def test_nothing_is_noticed_before_its_instant() -> None:
    assert lateness_s(P1, MONDAY + MINUTE, MONDAY) == 0


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


async def lateness_of(clock: Clockwork) -> tuple[float | None, float | None, int]:
    """p50, p99 and count as the route answers them; `since` is an hour before now."""
    answer = (await clock.get("/v1/clock")).json()
    late = answer["lateness"]
    assert instant(answer["now"]) - instant(late["since"]) == timedelta(hours=1)
    return late["p50_s"], late["p99_s"], late["count"]


async def test_the_route_answers_half_and_nearly_all_of_the_last_hour(clock: Clockwork) -> None:
    assert await lateness_of(clock) == (None, None, 0)
    for number in range(3):
        await clock.tell(opened(f"c{number}", MONDAY, "P1"), f"c{number}", MONDAY)
    # Warned at minute 45, half a minute late; breached at 60, ten minutes late.
    await clock.until(MONDAY + timedelta(minutes=45.5))
    await clock.until(MONDAY + 70 * MINUTE)

    assert await lateness_of(clock) == (30, 600, 6)

    await clock.until(MONDAY + 110 * MINUTE)
    assert await lateness_of(clock) == (600, 600, 3)
    await clock.built.lateness.forget(clock.built.pool, clock.time.now())
    rows = await clock.built.pool.fetchval("select count(*) from sla_clock.lateness")
    assert rows == 3


async def test_the_last_hour_survives_a_restart_and_is_that_of_all_processes(
    clock: Clockwork,
) -> None:
    await clock.tell(opened("c1", MONDAY, "P1"), "c1", MONDAY)
    await clock.until(MONDAY + 46 * MINUTE)
    async with clockwork(
        clock.settings.database_url, clock.time.now(), broker=clock.broker, member="2"
    ) as other:
        assert await lateness_of(other) == (60, 60, 1)


async def test_the_metric_counts_what_this_process_noticed_once(clock: Clockwork) -> None:
    await clock.tell(opened("c1", MONDAY, "P1"), "c1", MONDAY)
    await clock.until(MONDAY + timedelta(minutes=45) + timedelta(seconds=20))
    await clock.until(MONDAY + timedelta(minutes=60) + timedelta(seconds=0.02))
    for _ in range(2):
        report_lateness(metrics_of(clock.built.app), clock.built.lateness.take_noticed())

    text = (await clock.get("/metrics", "admin")).text
    bucket = "tocsin_clock_lateness_seconds_bucket"
    assert f'{bucket}{{kind="warning",le="10.0"}} 0.0' in text
    assert f'{bucket}{{kind="warning",le="30.0"}} 1.0' in text
    assert f'{bucket}{{kind="breach",le="0.01"}} 0.0' in text
    assert f'{bucket}{{kind="breach",le="0.025"}} 1.0' in text


def changed(old: Priority, new: Priority, when: datetime) -> Event:
    return CasePriorityChanged(case_id="low", old=old, new=new, reason="r", changed_at=when)


def excluded(when: datetime) -> Event:
    return CaseExcluded(case_id="out", code="other", excluded_at=when)


def included(when: datetime) -> Event:
    return CaseIncluded(case_id="out", included_at=when, answered=False, personal=TEXT)


async def test_history_and_what_was_put_into_the_past_are_not_counted(clock: Clockwork) -> None:
    await clock.tell(opened("old", MONDAY, "P1"), "old", MONDAY, imported=True)
    # A P1's hour passes while it is lowered (CP-27a), or stands excluded (CP-18).
    for case_id in ("low", "out"):
        await clock.tell(opened(case_id, MONDAY, "P1", terms="2010.2"), case_id, MONDAY)
    away, back = MONDAY + 40 * MINUTE, MONDAY + 80 * MINUTE
    for case_id, event in (("low", changed("P1", "P3", away)), ("out", excluded(away))):
        await clock.tell(event, case_id, away)
    for case_id, event in (("low", changed("P3", "P1", back)), ("out", included(back))):
        await clock.tell(event, case_id, back)
    await clock.until(back + MINUTE)

    verdicts = await clock.verdicts()
    assert {case_id: kinds[-1] for case_id, kinds in verdicts.items()} == dict.fromkeys(
        ("old", "low", "out"), "DeadlineBreached"
    )
    assert await lateness_of(clock) == (None, None, 0)
