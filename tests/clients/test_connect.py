"""What the client makes of intake's answers: what it refuses is raised as what it is."""

import httpx
import pytest

from tests.clients.generate_client import for_client
from tocsin_client import Refused, connect
from tocsin_client.intake.api.cases import close, get_case, post_case
from tocsin_client.intake.models import NewCase
from webapi.document_examples import read_examples

EXAMPLES = read_examples("intake.api")
PROBLEM = {"title": "Lapsed", "status": 403, "code": "plan-lapsed", "detail": "It lapsed."}


def answering(status: int, body: object, media_type: str) -> httpx.MockTransport:
    """Return a server that gives one answer to everything."""
    headers = {"Content-Type": media_type}
    return httpx.MockTransport(lambda _: httpx.Response(status, json=body, headers=headers))


def test_an_answer_is_the_type_that_the_document_names() -> None:
    server = answering(200, EXAMPLES.schemas["CaseAnswer"], "application/json")

    with connect("http://intake.test", "token", transport=server) as client:
        case = get_case.sync("c-1", client=client)

    assert case is not None
    assert (case.number, case.customer_id) == ("CASE-000001", "acme")


def test_the_token_and_the_body_are_sent() -> None:
    sent: list[httpx.Request] = []

    def server(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(201, json=EXAMPLES.schemas["CaseAnswer"])

    transport = httpx.MockTransport(server)
    new = NewCase.from_dict(EXAMPLES.schemas["NewCase"])  # type: ignore[arg-type]  # it is a dict
    with connect("http://intake.test", "secret", transport=transport) as client:
        post_case.sync(client=client, body=new, idempotency_key="once")

    assert sent[0].headers["authorization"] == "Bearer secret"
    assert sent[0].headers["idempotency-key"] == "once"
    assert b'"subject":"Line 3 stands still"' in sent[0].content


def test_a_body_that_may_be_left_out_is_left_out() -> None:
    sent: list[httpx.Request] = []

    def server(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(200, json=EXAMPLES.schemas["CaseAnswer"])

    transport = httpx.MockTransport(server)
    with connect("http://intake.test", "token", transport=transport) as client:
        close.sync("c-1", client=client)

    assert sent[0].content == b""


def test_a_problem_is_raised_with_its_code_and_all_that_it_tells() -> None:
    server = answering(403, {**PROBLEM, "ended_on": "2026-12-31"}, "application/problem+json")

    with (
        connect("http://intake.test", "token", transport=server) as client,
        pytest.raises(Refused) as refusal,
    ):
        get_case.sync("c-1", client=client)

    assert (refusal.value.status, refusal.value.code) == (403, "plan-lapsed")
    assert str(refusal.value) == "403 plan-lapsed: It lapsed."
    assert refusal.value.more["ended_on"] == "2026-12-31"


def test_an_error_that_is_no_problem_of_intakes_is_raised_as_it_is() -> None:
    with (
        connect("http://t", "token", transport=answering(502, "", "text/html")) as client,
        pytest.raises(httpx.HTTPStatusError),
    ):
        get_case.sync("c-1", client=client)


def test_a_value_that_a_later_version_answers_breaks_no_client() -> None:
    later = {**EXAMPLES.schemas["CaseAnswer"], "status": "asleep"}  # type: ignore[dict-item]

    server = answering(200, later, "application/json")
    with connect("http://intake.test", "token", transport=server) as client:
        case = get_case.sync("c-1", client=client)

    assert case is not None
    assert case.status == "asleep"


def test_only_what_a_request_may_hold_stays_listed_for_the_client() -> None:
    listed = {"type": "string", "enum": ["a"]}
    operation = {
        "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/x/In"}}}},
        "responses": {"200": {}, "default": {}},
    }
    document = {
        "paths": {"/": {"post": operation}},
        "components": {
            "schemas": {
                "In": {"properties": {"one": dict(listed)}},
                "Out": {"properties": {"one": dict(listed)}},
            }
        },
    }

    schemas = for_client(document)["components"]["schemas"]

    assert operation["responses"] == {"200": {}}
    assert schemas["In"]["properties"]["one"] == listed
    assert schemas["Out"]["properties"]["one"] == {"type": "string"}
