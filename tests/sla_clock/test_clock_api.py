"""What the clock answers over HTTP, to whom, and how it refuses."""

from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path

import httpx
import pytest

from careplans import frozen_zone
from careplans.freeze_calendars import freeze_calendars
from events.broker.memory_broker import MemoryBroker
from events.catalogue.case_events import CaseAssigned, CaseResponded, InformationRequested
from events.watermark import Watermark
from events.watermark_records import watermarks_to_outgoing
from sla_clock import bootstrap
from sla_clock.api.clock_status import report, report_cover
from tests.sla_clock.clockwork import SECRET, SHARDS, WATERMARKS, Clockwork
from tests.sla_clock.promises import COVERED, TEXT, at, hours, opened
from tests.support.outsider import Trespass, learnt_by_other_customers, let_in
from webapi.cursors import Cursors
from webapi.metrics import metrics_of

MONDAY = at("2026-11-16 09:00")


def instant(text: object) -> datetime:
    """An instant of an answer."""
    return datetime.fromisoformat(str(text))


@pytest.fixture
async def three_cases(clock: Clockwork) -> Clockwork:
    """A P2 and a P3 of acme, and a P1 of globex that waits for its customer."""
    await clock.tell(opened("c1", MONDAY), "c1", MONDAY)
    await clock.tell(opened("c2", MONDAY, "P3"), "c2", MONDAY)
    await clock.tell(opened("c3", MONDAY, "P1", "silver", customer_id="globex"), "c3", MONDAY)
    requested_at = MONDAY + hours(0.5)
    await clock.tell(
        InformationRequested(case_id="c3", requested_at=requested_at, personal=TEXT),
        "c3",
        requested_at,
    )
    await clock.until(MONDAY + hours(2))
    return clock


async def test_a_running_deadline_shows_what_is_used_up_by_the_stores_time(
    three_cases: Clockwork,
) -> None:
    (body,) = (await three_cases.get("/v1/cases/c1/deadlines")).json()
    assert (body["goal"], body["state"], body["budget_s"], body["counted_s"]) == (
        "first_response",
        "running",
        43200,
        7200,
    )
    assert instant(body["due_at"]) == MONDAY + hours(12)
    assert (body["terms_version"], body["calendar_version"], body["met_at"]) == (
        "2010.1",
        1,
        None,
    )


async def test_a_paused_deadline_has_no_due_time(three_cases: Clockwork) -> None:
    (body,) = (await three_cases.get("/v1/cases/c3/deadlines")).json()
    assert (body["state"], body["due_at"], body["counted_s"], body["paused_s"]) == (
        "paused",
        None,
        1800,
        5400,
    )


async def test_an_answer_shows_as_met(three_cases: Clockwork) -> None:
    answer = CaseResponded(
        case_id="c1", responder_id="k", responded_at=MONDAY + hours(2), first=True, personal=TEXT
    )
    await three_cases.tell(answer, "c1")
    await three_cases.catch_up()
    (body,) = (await three_cases.get("/v1/cases/c1/deadlines")).json()
    assert (body["state"], instant(body["met_at"]), body["counted_s"]) == (
        "met",
        MONDAY + hours(2),
        7200,
    )


async def test_a_breach_shows_when_it_was_noticed(three_cases: Clockwork) -> None:
    await three_cases.until(MONDAY + hours(13))
    (body,) = (await three_cases.get("/v1/cases/c1/deadlines")).json()
    assert (body["state"], body["late_by_s"]) == ("breached", 3600.0)
    assert instant(body["breached_at"]) == MONDAY + hours(12)
    assert instant(body["detected_at"]) == MONDAY + hours(13)


async def test_an_explanation_has_a_sentence_and_segments(three_cases: Clockwork) -> None:
    body = (await three_cases.get("/v1/cases/c1/deadlines/first_response/explanation")).json()
    assert body["sentence"].startswith(
        "CS-c1 (P2, Gold) was promised a first response within 12 working hours"
    )
    (segment,) = body["segments"]
    assert (segment["kind"], segment["counted_s"], segment["name"]) == ("counted", 43200.0, None)
    assert (instant(segment["from"]), instant(segment["to"])) == (MONDAY, MONDAY + hours(12))


async def test_an_explanation_of_a_clock_that_stands_says_since_when_and_why(
    three_cases: Clockwork,
) -> None:
    body = (await three_cases.get("/v1/cases/c3/deadlines/first_response/explanation")).json()
    (stretch,) = body["stretches"]
    assert (stretch["kind"], stretch["reason"], stretch["to"]) == (
        "paused",
        "waiting for the customer",
        None,
    )
    assert instant(stretch["from"]) == MONDAY + hours(0.5)
    assert [one["kind"] for one in body["segments"]] == ["counted", "paused"]


async def test_an_unknown_case_or_goal_is_not_there(three_cases: Clockwork) -> None:
    assert (await three_cases.get("/v1/cases/c9/deadlines")).status_code == 404
    assert (
        await three_cases.get("/v1/cases/c9/deadlines/first_response/explanation")
    ).status_code == 404
    assert (
        await three_cases.get("/v1/cases/c1/deadlines/resolution/explanation")
    ).status_code == 404


async def test_a_contact_sees_its_own_customers_deadlines_only(three_cases: Clockwork) -> None:
    own = await three_cases.get("/v1/cases/c1/deadlines", "contact", "acme")
    other = await three_cases.get("/v1/cases/c3/deadlines", "contact", "acme")
    unknown = await three_cases.get("/v1/cases/c9/deadlines", "contact", "acme")
    assert (own.status_code, other.status_code, unknown.status_code) == (200, 404, 404)
    assert other.json() == unknown.json()


async def test_what_is_due_next_comes_soonest_first_and_what_stands_last(
    three_cases: Clockwork,
) -> None:
    body = (await three_cases.get("/v1/deadlines")).json()
    assert [one["case_id"] for one in body["items"]] == ["c1", "c2", "c3"]
    assert body["next"] is None


async def test_the_list_comes_in_pages(three_cases: Clockwork) -> None:
    seen, cursor = [], ""
    for _ in range(3):
        page = (await three_cases.get(f"/v1/deadlines?limit=1{cursor}")).json()
        seen += [one["case_id"] for one in page["items"]]
        cursor = f"&cursor={page['next']}"
    assert (seen, page["next"]) == (["c1", "c2", "c3"], None)


@pytest.mark.parametrize(
    ("query", "cases"),
    [
        ("state=paused", ["c3"]),
        ("state=met", []),
        ("state=all", ["c1", "c2", "c3"]),
        ("customer_id=acme", ["c1", "c2"]),
        ("due_before=2026-11-17T03:00:00Z", ["c1"]),
    ],
)
async def test_the_list_can_be_narrowed(
    three_cases: Clockwork, query: str, cases: list[str]
) -> None:
    body = (await three_cases.get(f"/v1/deadlines?{query}")).json()
    assert [one["case_id"] for one in body["items"]] == cases


@pytest.mark.parametrize(
    "query",
    [
        "state=late",
        "due_before=2026-11-17T03:00:00",
        "due_before=soon",
        "due_before=0.5",
        "due_before=9999-12-31T23:59:59-14:00",
        "due_before=0001-01-01T00:00:00%2B14:00",
        "limit=0",
    ],
)
async def test_a_bad_question_is_refused(clock: Clockwork, query: str) -> None:
    refused = await clock.get(f"/v1/deadlines?{query}")
    assert (refused.status_code, refused.headers["content-type"]) == (
        422,
        "application/problem+json",
    )


async def test_a_cursor_of_another_list_is_refused(clock: Clockwork) -> None:
    stolen = Cursors(SECRET.encode()).write("/v1/deadlines", ("tomorrow", 1))
    for cursor in ("abc", stolen):
        assert (await clock.get(f"/v1/deadlines?cursor={cursor}")).json()["code"] == "bad-cursor"


async def test_a_contacts_list_holds_its_own_customers_deadlines(three_cases: Clockwork) -> None:
    body = (await three_cases.get("/v1/deadlines", "contact", "globex")).json()
    assert [one["case_id"] for one in body["items"]] == ["c3"]
    assert (
        await three_cases.get("/v1/deadlines?customer_id=acme", "contact", "globex")
    ).status_code == 404


@pytest.mark.rule("CP-25")
async def test_a_calendar_shows_the_holidays_observed(clock: Clockwork) -> None:
    body = (await clock.get("/v1/calendars/us-federal?year=2026")).json()
    assert (body["zone"], body["version"], body["working_weekdays"]) == (
        "America/Detroit",
        1,
        [1, 2, 3, 4, 5],
    )
    assert {"date": "2026-11-26", "name": "Thanksgiving Day"} in body["holidays"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("nowhere?year=2026", 404),
        ("us-federal?year=2026&version=9", 404),
        ("us-federal?year=9999", 422),
        ("us-federal?year=2101", 422),
        ("us-federal?year=2199", 422),
        ("us-federal?year=2100", 200),
        ("us-federal", 422),
    ],
)
async def test_a_calendar_that_is_not_there_is_refused(
    clock: Clockwork, query: str, status: int
) -> None:
    assert (await clock.get(f"/v1/calendars/{query}")).status_code == status


@pytest.mark.rule("CP-24")
async def test_the_calculator_explains_a_deadline_that_nobody_has(clock: Clockwork) -> None:
    question = {"plan": "gold", "priority": "P2", "start": "2026-11-25T20:00:00Z"}
    body = (await clock.post("/v1/due", question)).json()
    assert instant(body["due_at"]) == at("2026-11-27 03:00")
    assert "Thanksgiving Day" in body["explanation"]["sentence"]
    assert [one["kind"] for one in body["explanation"]["segments"]] == [
        "counted",
        "holiday",
        "counted",
    ]
    assert await clock.all_events() == []


@pytest.mark.parametrize(
    "change",
    [
        {"priority": "P5"},
        {"plan": "bronze"},
        {"start": "2026-11-25T20:00:00"},
        {"start": "9999-12-31T23:59:59Z"},
        {"start": "0001-01-01T00:00:00Z"},
        {"start": "2100-12-31T20:00:00Z"},
        {"start": "2150-11-24T20:00:00Z"},
        {"start": "1999-01-01T00:00:00Z"},
        {"terms_version": "3000.1"},
        {"more": 1},
    ],
)
async def test_the_calculator_refuses_what_makes_no_sense(
    clock: Clockwork, change: dict[str, object]
) -> None:
    question = {"plan": "gold", "priority": "P2", "start": "2026-11-25T20:00:00Z", **change}
    refused = await clock.post("/v1/due", question)
    assert (refused.status_code, refused.headers["content-type"]) == (
        422,
        "application/problem+json",
    )


@pytest.mark.rule("CP-24")
@pytest.mark.parametrize(
    ("plan", "priority", "start", "due_at"),
    [
        ("silver", "P4", "2026-07-03T14:00:00Z", "2026-07-11T04:00:00Z"),
        ("gold", "P2", "2026-07-03T14:00:00Z", "2026-07-06T16:00:00Z"),
        ("silver", "P4", "2026-12-23T20:00:00Z", "2026-12-31T20:00:00Z"),
        ("silver", "P4", "2026-09-12T14:00:00Z", "2026-09-19T04:00:00Z"),
    ],
)
async def test_the_calculator_finds_the_earliest_instant(
    clock: Clockwork, plan: str, priority: str, start: str, due_at: str
) -> None:
    """CP-24: what begins on a holiday or a weekend ends with a working day, not on the next one."""
    question = {"plan": plan, "priority": priority, "start": start}
    assert (await clock.post("/v1/due", question)).json()["due_at"] == due_at


async def test_the_calculator_keeps_the_rules_of_the_terms_that_it_is_asked_about(
    clock: Clockwork,
) -> None:
    question = {"plan": "silver", "priority": "P4", "start": "2026-09-12T14:00:00Z"}
    body = (await clock.post("/v1/due", {**question, "terms_version": "2010.1"})).json()
    assert (body["due_at"], body["terms_version"]) == ("2026-09-21T04:00:00Z", "2010.1")


@pytest.mark.parametrize(
    ("start", "status"),
    [
        ("2009-12-31T23:00:00-05:00", 422),
        ("2010-01-01T00:00:00-05:00", 200),
        ("2010-01-01T00:30:00+14:00", 422),
    ],
)
async def test_the_calculator_takes_the_terms_of_the_vendors_day(
    clock: Clockwork, start: str, status: int
) -> None:
    question = {"plan": "gold", "priority": "P2", "start": start}
    assert (await clock.post("/v1/due", question)).status_code == status


async def test_a_vendors_own_terms_count_in_the_calculator_too(
    clock: Clockwork, tmp_path: Path
) -> None:
    text = (files("careplans") / "data" / "terms" / "2010.1.toml").read_text(encoding="utf-8")
    (tmp_path / "terms.toml").write_text(
        text.replace('"2010.1"', '"own.1"').replace('"12 hours"', '"6 hours"')
    )
    settings = clock.settings.model_copy(update={"terms_folder": tmp_path})
    built = await bootstrap.build(settings, clock=clock.time, broker=clock.broker)
    try:
        transport = httpx.ASGITransport(app=built.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://own") as client:
            question = {"plan": "gold", "priority": "P2", "start": "2026-11-16T14:00:00Z"}
            body = (
                await client.post("/v1/due", json=question, headers=clock.bearer("agent"))
            ).json()
    finally:
        await built.close()
    assert (body["terms_version"], body["due_at"]) == ("own.1", "2026-11-16T20:00:00Z")


async def test_a_vendors_own_calendar_counts_in_the_calculator_and_is_shown(
    clock: Clockwork, tmp_path: Path
) -> None:
    """Five working hours from Friday noon: four after lunch, none on Monday, one on Tuesday."""
    text = (files("careplans") / "data" / "terms" / "2010.1.toml").read_text(encoding="utf-8")
    calendar = """
        id = "workshop"
        version = 1
        zone = "Europe/Berlin"
        hours = ["09:00-12:00", "13:00-17:00"]
        added = [{ name = "Fair", on = 2026-11-23 }]
    """
    own = text.replace('id = "us-federal"', 'id = "workshop"').replace('"12 hours"', '"5 hours"')
    for name, content in (("terms", own), ("calendars", calendar)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "workshop.toml").write_text(content, encoding="utf-8")
    freeze_calendars(tmp_path / "calendars")
    settings = clock.settings.model_copy(update={"terms_folder": tmp_path})
    built = await bootstrap.build(settings, clock=clock.time, broker=clock.broker)
    try:
        transport = httpx.ASGITransport(app=built.app)
        headers = clock.bearer("agent")
        async with httpx.AsyncClient(transport=transport, base_url="http://own") as client:
            question = {"plan": "gold", "priority": "P2", "start": "2026-11-20T12:00:00+01:00"}
            due = (await client.post("/v1/due", json=question, headers=headers)).json()
            year = (await client.get("/v1/calendars/workshop?year=2026", headers=headers)).json()
    finally:
        await built.close()
    assert (due["calendar_id"], due["due_at"]) == ("workshop", "2026-11-24T09:00:00Z")
    assert "the hours in which nobody works" in due["explanation"]["sentence"]
    kinds = [one["kind"] for one in due["explanation"]["segments"]]
    assert kinds == ["closed", "counted", "closed", "weekend", "holiday", "closed", "counted"]
    assert year["hours"]["monday"] == ["09:00-12:00", "13:00-17:00"]
    assert {"date": "2026-11-23", "name": "Fair"} in year["holidays"]


@pytest.mark.rule("CP-25")
async def test_a_calendar_counts_by_the_clock_that_it_was_published_with(
    clock: Clockwork, tmp_path: Path
) -> None:
    """Published when Detroit was to keep winter time; since then it goes forward in March again."""
    terms = (files("careplans") / "data" / "terms" / "2010.1.toml").read_text(encoding="utf-8")
    calendar = 'id = "winter"\nversion = 1\nzone = "America/Detroit"\nholidays_of = "US"\n'
    for name, content in (
        ("terms", terms.replace('id = "us-federal"', 'id = "winter"')),
        ("calendars", calendar),
    ):
        (tmp_path / name).mkdir()
        (tmp_path / name / "winter.toml").write_text(content, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        zones = files("tzdata") / "zoneinfo"
        winter = (zones / "Etc" / "GMT+5").read_bytes()
        patch.setattr(frozen_zone, "_installed", lambda _: winter)
        freeze_calendars(tmp_path / "calendars")
    settings = clock.settings.model_copy(update={"terms_folder": tmp_path})
    built = await bootstrap.build(settings, clock=clock.time, broker=clock.broker)
    try:
        transport = httpx.ASGITransport(app=built.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://own") as client:
            question = {"plan": "silver", "priority": "P4", "start": "2027-03-10T15:00:00-05:00"}
            due = await client.post("/v1/due", json=question, headers=clock.bearer("agent"))
    finally:
        await built.close()
    assert due.json()["due_at"] == "2027-03-17T20:00:00Z"


async def test_while_the_clock_stands_there_is_a_due_time_only_as_if_it_ran_again(
    three_cases: Clockwork,
) -> None:
    (body,) = (await three_cases.get("/v1/cases/c3/deadlines")).json()
    assert (body["due_at"], instant(body["due_if_resumed_now"])) == (None, MONDAY + hours(2.5))
    (runs,) = (await three_cases.get("/v1/cases/c1/deadlines")).json()
    assert runs["due_if_resumed_now"] is None


async def test_the_clock_shows_its_watermarks_and_its_timers(three_cases: Clockwork) -> None:
    three_cases.time.move(hours(1))
    body = (await three_cases.get("/v1/clock")).json()
    assert (body["open_timers"], body["watermark_lag_s"], len(body["shards"])) == (2, 3600.0, 4)
    known = [one for one in body["shards"] if one["watermark"]]
    assert {instant(one["watermark"]) for one in known} == {MONDAY + hours(2)}
    assert {one["state"] for one in body["shards"]} == {"reading"}


async def test_a_clock_whose_watermarks_are_old_is_blind_and_says_so(
    three_cases: Clockwork,
) -> None:
    await three_cases.until(MONDAY + hours(3))
    idle = [
        Watermark(shard=n, at=MONDAY + hours(3), next_seq=1)
        for n in range(SHARDS)
        if n not in three_cases.sent
    ]
    await three_cases.send(WATERMARKS, [watermarks_to_outgoing(SHARDS, idle)])
    await three_cases.catch_up()
    await three_cases.built.sight.look()
    assert not (await three_cases.get("/v1/clock")).json()["blind"]
    three_cases.time.move(hours(0.1))
    await three_cases.catch_up()

    body = (await three_cases.get("/v1/clock")).json()

    assert (body["blind"], body["sight"]) == (True, "blind")
    assert instant(body["known_until"]) == MONDAY + hours(3)
    assert instant(body["blind_since"]) == MONDAY + hours(3.1)
    ready = (await three_cases.get("/health/ready")).json()
    assert (ready["status"], ready["degraded"]) == ("ready", ["sight"])
    assert "the clock is blind since 2026-" in ready["checks"]["sight"]


async def test_a_clock_that_joins_anew_stays_blind_until_young_watermarks_came_for_a_while(
    three_cases: Clockwork,
) -> None:
    await three_cases.until(MONDAY + hours(3))
    await three_cases.built.sight.look()
    three_cases.time.move(hours(1))
    await three_cases.built.sight.look()
    blind = []

    await three_cases.built.consumers[0].consumer.close()
    await three_cases.catch_up()
    await three_cases.built.sight.look()
    blind.append((await three_cases.get("/v1/clock")).json()["blind"])
    for _ in range(12):
        await three_cases.until(three_cases.time.now() + timedelta(seconds=1))
        await three_cases.built.sight.look()
        blind.append((await three_cases.get("/v1/clock")).json()["blind"])

    assert blind == [True] * 11 + [False] * 2


async def test_a_clock_that_has_just_started_sees_nothing_yet(clock: Clockwork) -> None:
    await clock.built.sight.look()
    body = (await clock.get("/v1/clock")).json()
    assert (body["blind"], body["sight"], body["shards"]) == (True, "not-yet", [])
    assert (body["known_until"], body["watermark_lag_s"]) == (None, None)
    assert (await clock.get("/health/ready")).json()["checks"][
        "sight"
    ] == "the clock has started and sees nothing yet"


async def test_asking_how_the_clock_sees_changes_nothing(three_cases: Clockwork) -> None:
    await three_cases.built.sight.look()
    three_cases.time.move(hours(1))
    body = [(await three_cases.get("/v1/clock")).json() for _ in range(3)]
    assert body[0] == body[1] == body[2]


async def test_the_clocks_status_is_not_for_contacts(clock: Clockwork) -> None:
    assert (await clock.get("/v1/clock", "contact", "acme")).status_code == 403


async def test_the_metrics_say_the_same_as_the_status(three_cases: Clockwork) -> None:
    status = three_cases.built.consumers[0].consumer.status()
    now = MONDAY + hours(3)
    report(metrics_of(three_cases.built.app), status, three_cases.built.sight.at(now), 2, now)
    text = (await three_cases.get("/metrics", "admin")).text
    assert "tocsin_clock_open_timers 2.0" in text
    assert 'tocsin_clock_watermark_lag_seconds{shard="' in text


async def metrics_at(clock: Clockwork, now: datetime) -> str:
    """The metrics once the clock knows all up to that instant."""
    await clock.until(now)
    metrics = metrics_of(clock.built.app)
    report_cover(metrics, await clock.built.lists.lack_of_cover(), now)
    return (await clock.get("/metrics", "admin")).text


@pytest.mark.rule("CP-26")
async def test_p1s_without_an_engineer_are_a_metric_and_so_is_the_longest_stretch(
    clock: Clockwork,
) -> None:
    count, longest = "tocsin_clock_p1s_without_engineer", "tocsin_clock_p1_without_engineer_seconds"
    for case_id, minutes in (("c1", 0), ("c2", 10)):
        opened_at = MONDAY + timedelta(minutes=minutes)
        await clock.tell(opened(case_id, opened_at, "P1", terms=COVERED), case_id, opened_at)
    # Its goal was missed by then: the stretch lasts all the same.
    text = await metrics_at(clock, MONDAY + hours(0.5))
    assert f"{count} 2.0" in text
    assert f"{longest} 1800.0" in text
    for case_id in ("c1", "c2"):
        taken = CaseAssigned(case_id=case_id, engineer_id="kim")
        await clock.tell(taken, case_id, MONDAY + hours(0.5))
        text = await metrics_at(clock, MONDAY + hours(1))
        left = case_id == "c1"
        assert f"{count} {float(left)}" in text
        assert f"{longest} {3000.0 if left else 0.0}" in text


async def test_an_outsider_gets_nothing(three_cases: Clockwork) -> None:
    trespass = Trespass(
        customer_id="acme", user_id="u1", fills={"case_id": "c1", "goal": "first_response"}
    )
    assert await let_in(three_cases.built.app, three_cases.settings) == []
    assert (
        await learnt_by_other_customers(three_cases.built.app, three_cases.settings, trespass) == []
    )


async def test_readiness_asks_the_database(clock: Clockwork) -> None:
    assert (await clock.get("/health/ready")).json()["checks"]["store"] == "ok"
    assert isinstance(clock.broker, MemoryBroker)
