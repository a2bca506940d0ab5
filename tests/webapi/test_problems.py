"""What goes wrong leaves as a problem, and says no more than it should."""

import httpx
from structlog.testing import capture_logs

from events import errors
from events.errors import (
    AnswerForgotten,
    EventsError,
    HistoryRefused,
    StoreClosed,
    StoreUnavailable,
)
from tests.webapi.conftest import Headers
from webapi.problems import BACKBONE, Problem, ProblemRule, ProblemTable, problem_for

NOTES = "/v1/customers/acme/notes"


async def write(client: httpx.AsyncClient, ann: Headers, text: str) -> httpx.Response:
    return await client.post(NOTES, json={"text": text}, headers=ann)


async def test_an_error_of_the_services_table_is_answered_by_its_rule(
    client: httpx.AsyncClient, ann: Headers
) -> None:
    answer = await write(client, ann, "sad")

    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "urn:problem-type:tocsin:too-sad",
        "title": "Too sad",
        "status": 409,
        "detail": "Write something happier.",
        "code": "too-sad",
        "errors": [],
    }


async def test_a_function_of_the_error_may_choose_code_and_more_members(
    client: httpx.AsyncClient, ann: Headers
) -> None:
    answer = await write(client, ann, "refused")

    assert (answer.status_code, answer.json()["code"]) == (403, "plan-lapsed")
    assert answer.json()["allowed"] == ["gold"]


async def test_the_backbones_errors_are_known_everywhere(
    client: httpx.AsyncClient, ann: Headers
) -> None:
    answer = await write(client, ann, "importing")

    assert (answer.status_code, answer.json()["code"]) == (503, "import-under-way")
    assert answer.headers["retry-after"] == "5"


async def test_a_bug_tells_nothing_but_an_id_to_report(
    client: httpx.AsyncClient, ann: Headers
) -> None:
    with capture_logs() as lines:
        answer = await write(client, ann, "bug")

    assert (answer.status_code, answer.json()["code"]) == (500, "internal-error")
    assert "hunter2" not in answer.text
    assert answer.json()["correlation_id"] == answer.headers["x-correlation-id"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    logged = next(line for line in lines if line["event"] == "request-failed")
    assert logged["correlation_id"] == answer.json()["correlation_id"]
    assert (logged["log_level"], type(logged["exc_info"])) == ("error", RuntimeError)


async def test_an_unknown_path_is_a_problem(client: httpx.AsyncClient) -> None:
    answer = await client.get("/nowhere")

    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_wrong_method_is_a_problem_that_says_the_right_ones(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.delete(NOTES)

    assert (answer.status_code, answer.json()["code"]) == (405, "method-not-allowed")
    assert "GET" in answer.headers["allow"]


async def test_a_race_is_409_and_a_stale_if_match_412(
    client: httpx.AsyncClient, ann: Headers
) -> None:
    for note_id in ("n1", "raced"):
        await client.post(NOTES, json={"text": "hello", "note_id": note_id}, headers=ann)

    raced = await client.put(f"{NOTES}/raced", headers=ann)
    stale = await client.put(f"{NOTES}/n1", headers={**ann, "If-Match": '"7"'})

    assert (raced.status_code, raced.json()["code"], raced.json()["version"]) == (
        409,
        "changed-meanwhile",
        2,
    )
    assert (stale.status_code, stale.json()["code"], stale.json()["version"]) == (
        412,
        "stale-version",
        1,
    )


def test_the_nearest_class_in_the_table_counts() -> None:
    table: ProblemTable = {
        EventsError: ProblemRule(500, "any", "Any"),
        HistoryRefused: ProblemRule(409, "near", "Near"),
    }

    assert [
        problem.code
        for error in (HistoryRefused(), StoreClosed())
        if (problem := problem_for(error, table))
    ] == [
        "near",
        "any",
    ]
    assert problem_for(OSError(), table) is None


def test_a_repeat_that_comes_too_late_is_refused_and_is_no_fault_of_ours() -> None:
    problem = problem_for(AnswerForgotten("its answer is no longer kept"), BACKBONE)

    assert problem is not None
    assert (problem.status, problem.code) == (409, "idempotency-key-expired")


def test_what_a_database_said_is_for_the_log_only() -> None:
    problem = problem_for(StoreUnavailable("password authentication failed for 10.0.0.1"), BACKBONE)

    assert problem is not None
    assert (problem.status, problem.detail) == (503, "Try again.")


def test_more_members_never_replace_the_standard_ones() -> None:
    body = Problem(
        409, "real", "Real", more={"code": "false", "status": 200, "states": ["open"]}
    ).body()

    assert (body["code"], body["status"], body["states"]) == ("real", 409, ["open"])


READERS_ONLY = {"EventsError", "Retryable", "Poison", "UnknownEventType", "MalformedEvent"}
"""Errors of consumers and of reading the log: no request meets them."""


def test_every_error_that_a_command_can_meet_has_an_answer() -> None:
    kinds = {name: kind for name, kind in vars(errors).items() if isinstance(kind, type)}
    made = {
        name: kind.__new__(kind) for name, kind in kinds.items() if issubclass(kind, EventsError)
    }
    silent = {name for name, error in made.items() if not {*type(error).__mro__} & {*BACKBONE}}

    assert silent == READERS_ONLY


async def test_after_an_unforeseen_error_the_client_is_told_to_connect_again(
    client: httpx.AsyncClient, ann: Headers
) -> None:
    assert (await write(client, ann, "bug")).headers["connection"] == "close"
