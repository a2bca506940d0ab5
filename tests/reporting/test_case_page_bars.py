"""The page of a case draws each of its goals as a bar, with the clock's own sentence beside it."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.resources import files

import httpx
import pytest

from reporting.adapters.ask_explanations import explain_of, explaining, nobody_explains
from reporting.domain.explained_goal import ExplainedGoal, GoalState, Stretch, WarningMark
from reporting.settings import ReportingSettings
from tests.reporting.conftest import Reports
from tests.reporting.event_log import EventLog

OPENED = datetime(2026, 10, 5, 15, 30, tzinfo=UTC)
NOW = datetime(2026, 10, 5, 16, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
SENTENCE = "CS-1 (P1, Gold) was promised a first response within 1 hour (kim: voicemail <b>)."
GOAL = ExplainedGoal(
    goal="first_response",
    state="running",
    sentence=SENTENCE,
    stretches=(
        Stretch(start=OPENED, end=OPENED + 10 * MINUTE, kind="counted", name=None, counted_s=600),
        Stretch(
            start=OPENED + 10 * MINUTE,
            end=OPENED + 20 * MINUTE,
            kind="excused",
            name=None,
            counted_s=0,
        ),
        Stretch(
            start=OPENED + 20 * MINUTE,
            end=OPENED + 70 * MINUTE,
            kind="counted",
            name=None,
            counted_s=3000,
        ),
    ),
    counting_from=OPENED,
    due_at=OPENED + 70 * MINUTE,
    answered_at=None,
    recorded_at=None,
    cancelled_at=None,
    now=NOW,
    budget_s=3600,
    counted_s=1200,
    terms_version="2010.4",
    calendar_id="us-federal",
    calendar_version=1,
    warnings=(WarningMark(fraction=0.75, at=OPENED + 55 * MINUTE, given=False),),
)
LATE = replace(
    GOAL,
    goal="cover",
    state="breached",
    sentence="It had none for 9 h.",
    stretches=GOAL.stretches[:1],
    due_at=OPENED + 10 * MINUTE,
    answered_at=OPENED + 9 * HOUR,
    recorded_at=OPENED + 9 * HOUR,
    zone_there="Asia/Tokyo",
    sentence_there="It had none, by Tokyo's time.",
)


async def shown(reports: Reports, log: EventLog, *goals: ExplainedGoal, role: str = "agent") -> str:
    """The page of a case that the clock explains so."""
    log.opens("c0", OPENED, priority="P1", subject="Presses stand")
    await reports.take(log)
    if goals:
        reports.explained["c0"] = goals
    answer = await reports.get("/cases/c0", "analyst" if role == "analyst" else "agent")
    assert answer.status_code == 200, answer.text
    return " ".join(answer.text.split())


async def test_every_goal_is_drawn_wide_and_tall_with_its_sentence_as_the_text_for_it(
    reports: Reports, log: EventLog
) -> None:
    page = await shown(reports, log, GOAL, LATE)
    assert len(re.findall('<svg class="wide-bar"', page)) == 2
    assert len(re.findall('<svg class="tall-bar"', page)) == 2
    for number in (1, 2):
        assert page.count(f'role="img" aria-labelledby="deadline-{number}"') == 2
        assert page.count(f'<p id="deadline-{number}" class="sentence">') == 1
    assert "(kim: voicemail &lt;b&gt;)" in page
    assert "<h2>First response</h2>" in page
    assert "<h2>An engineer on it</h2>" in page
    assert "20 min of 1 h used, 33 %" in page
    assert "In the customer's zone, Asia/Tokyo: It had none, by Tokyo&#39;s time." in page


async def test_the_stretches_stand_in_a_table_too(reports: Reports, log: EventLog) -> None:
    page = await shown(reports, log, GOAL)
    table = page[page.index("The stretches as a table") :]
    assert re.findall(r'data-label="(?:What|Counted)"[^>]*><span>([^<]+)<', table) == [
        "Counted",
        "10 min",
        "Nobody reached",
        "–",
        "Counted",
        "50 min",
    ]


async def test_the_marks_are_said_in_words(reports: Reports, log: EventLog) -> None:
    page = await shown(reports, log, GOAL, LATE)
    for words in ("from Mon 5 Oct, 11:30", "now, Mon 5 Oct, 12:00", "due Mon 5 Oct, 12:40"):
        assert f">{words}</text>" in page
    assert "warning Mon 5 Oct, 12:25" in page
    assert ">late 8 h 50 min</text>" in page
    assert "The bar ends where it was late by as long as the time before" in page


async def test_a_page_needs_no_script_or_style_attribute(reports: Reports, log: EventLog) -> None:
    page = await shown(reports, log, GOAL, LATE)
    assert "<script" not in page
    assert " style=" not in page


async def test_who_only_counts_reads_no_words_of_others(reports: Reports, log: EventLog) -> None:
    page = await shown(reports, log, GOAL, role="analyst")
    assert "voicemail" not in page
    assert "First response: Running, due Mon 5 Oct, 12:40." in page


@pytest.mark.parametrize(
    ("state", "words"),
    [("met", "Met"), ("withdrawn", "Breach withdrawn"), ("cancelled", "Taken off")],
)
async def test_what_has_its_verdict_is_said_in_a_word(
    reports: Reports, log: EventLog, state: GoalState, words: str
) -> None:
    page = await shown(reports, log, replace(GOAL, state=state, answered_at=NOW))
    assert re.search(f'<b class="(?:met)?">{words}</b>', page)


async def test_what_is_due_and_not_judged_is_not_called_running(
    reports: Reports, log: EventLog
) -> None:
    late = replace(GOAL, now=OPENED + 2 * HOUR, due_not_judged=True)
    assert '<b class="unjudged">Due, not judged yet</b>' in await shown(reports, log, late)


async def test_a_wait_from_one_year_into_the_next_says_the_year(
    reports: Reports, log: EventLog
) -> None:
    waits = Stretch(
        start=OPENED, end=OPENED + timedelta(days=200), kind="paused", name=None, counted_s=0
    )
    until = OPENED + timedelta(days=200)
    waiting = replace(GOAL, state="paused", stretches=(waits,), now=until, due_at=None)
    page = await shown(reports, log, waiting, replace(GOAL, stretches=(), goal="next_update"))
    assert "Mon 5 Oct 2026, 11:30" in page
    assert ">waited 200 d</text>" in page
    assert "<h2>Next update</h2>" in page


async def test_without_the_clock_the_page_says_so_and_shows_the_rest(
    reports: Reports, log: EventLog
) -> None:
    page = await shown(reports, log)
    assert "The clock is not reached now, so its bars are not here." in page
    assert "Presses stand" in page


def documented(name: str) -> bytes:
    """An answer of the clock, as its API documents it."""
    text = (files("sla_clock") / "api" / "document_examples.json").read_text("utf-8")
    return json.dumps(json.loads(text)["schemas"][name]).encode()


def answering(
    deadlines: httpx.Response, explanation: httpx.Response | None = None
) -> tuple[list[str], object]:
    """A clock that answers so, and the paths it was asked for."""
    paths = list[str]()

    async def get(path: str) -> httpx.Response:
        paths.append(path)
        answer = explanation if path.endswith("/explanation") and explanation else deadlines
        answer.request = httpx.Request("GET", f"http://clock{path}")
        return answer

    return paths, explaining(get)


async def explained(answers: Sequence[httpx.Response]) -> tuple[list[str], object]:
    """What comes of these answers."""
    paths, explain = answering(*answers)
    assert callable(explain)
    return paths, await explain("c/0")


async def test_the_clocks_documented_answers_are_read() -> None:
    deadlines = httpx.Response(200, content=b"[" + documented("DeadlineAnswer") + b"]")
    explanation = httpx.Response(200, content=documented("ExplanationAnswer"))
    paths, goals = await explained([deadlines, explanation])
    assert paths == [
        "/v1/cases/c%2F0/deadlines",
        "/v1/cases/c%2F0/deadlines/first_response/explanation",
    ]
    assert isinstance(goals, list)
    [goal] = goals
    assert (goal.goal, goal.state, goal.counted_s) == ("first_response", "met", 420)
    assert [one.counted_s for one in goal.stretches] == [420]
    assert (goal.zone_there, goal.recorded_at) == ("Europe/Berlin", None)


async def test_when_a_late_answer_was_recorded_follows_from_how_late_it_was() -> None:
    late = json.loads(documented("DeadlineAnswer")) | {"answered_late_by_s": 90.5}
    deadlines = httpx.Response(200, json=[late])
    explanation = httpx.Response(200, content=documented("ExplanationAnswer"))
    _, goals = await explained([deadlines, explanation])
    assert isinstance(goals, list)
    assert goals[0].recorded_at == goals[0].due_at + timedelta(seconds=90.5)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (httpx.Response(404), ()),
        (httpx.Response(503), None),
        (httpx.Response(200, content=b"<html>"), None),
    ],
)
async def test_a_clock_that_cannot_say_is_no_fault_of_the_page(
    answer: httpx.Response, expected: object
) -> None:
    _, goals = await explained([answer])
    assert goals == expected


async def test_without_an_address_or_a_token_nobody_is_asked() -> None:
    def settings(**given: str) -> ReportingSettings:
        return ReportingSettings.model_validate(
            {"database_url": "x", "kafka_bootstrap_servers": "x:1", **given}
        )

    url = "http://127.0.0.1:9"
    nowhere = settings(jwt_secret="a secret for tests, long enough for HS256")
    assert explain_of(nowhere) is nobody_explains
    secret = "a secret for tests, long enough for HS256"
    assert await explain_of(settings(sla_clock_url=url, jwt_secret=secret))("c0") is None
