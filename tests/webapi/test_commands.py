"""A command over HTTP is carried out once, answered with its version, and answered the same
again."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import httpx
import pytest
from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel

from events.catalogue.case_events import CaseCommented, MessageText
from events.catalogue.registry import CATALOGUE
from events.clock import MovableClock
from events.command_runner import Decider
from events.event import Event
from events.refusal import Refusal
from events.store.memory_store import MemoryStore
from tests.support.event_stores import NOON, SHARDS
from tests.support.outsider import client_of
from tests.support.sample_service import sample_settings
from tests.webapi.conftest import Headers
from webapi.app import make_app
from webapi.commands import CallOf, Target, Work, carry_out, versioned
from webapi.problems import ProblemTable, RefusalRule

PATH = "/v1/cases/c-1/comments"


@dataclass(frozen=True, slots=True)
class Comment:
    """Add a comment."""

    author: str
    text: str


class CommentRefused(Refusal[str]):
    """The comment is refused by a rule."""


class Comments(BaseModel):
    """All comments of a case."""

    texts: list[str]
    version: int


def _decide(command: Comment, texts: tuple[str, ...]) -> Sequence[Event]:
    if command.text in texts:
        raise CommentRefused("twice", "the same comment is there already")
    text = MessageText(text=command.text)
    return [CaseCommented(case_id="c-1", author_id=command.author, personal=text)]


def _evolve(texts: tuple[str, ...], event: Event) -> tuple[str, ...]:
    assert isinstance(event, CaseCommented)
    return (*texts, event.personal.text)


COMMENTING: Decider[Comment, tuple[str, ...]] = Decider((), _decide, _evolve)


def comment_router(store: MemoryStore, made: list[datetime]) -> APIRouter:
    """Return a route that carries out a command, and one that reads."""
    router = APIRouter()

    @router.post(PATH)
    async def comment(text: str, call: CallOf) -> Response:
        async def make_command(now: datetime) -> Comment:
            made.append(now)
            if text == "forbidden":
                raise CommentRefused("forbidden", "this may not be said")
            return Comment(call.person, text)

        work = Work(decider=COMMENTING, make_command=make_command, answer=_answer)
        return await carry_out(store, Target("case-c-1", "c-1", 201), call, work)

    @router.get(PATH)
    async def read() -> Response:
        return versioned(3, Comments(texts=[], version=3))

    return router


def _answer(texts: tuple[str, ...], version: int) -> Comments:
    return Comments(texts=list(texts), version=version)


@pytest.fixture
def store() -> MemoryStore:
    """An empty store."""
    return MemoryStore("intake", SHARDS, MovableClock(NOON), catalogue=CATALOGUE)


@pytest.fixture
def made() -> list[datetime]:
    """The times for which a command was made."""
    return []


@pytest.fixture
async def client(store: MemoryStore, made: list[datetime]) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the two routes."""
    problems: ProblemTable = {
        CommentRefused: RefusalRule(403, "Refused by a rule", more=lambda _: {"hint": 1})
    }
    app = make_app("Comments", "1", sample_settings(), [comment_router(store, made)], problems, {})
    async with client_of(app) as client:
        yield client


async def say(
    client: httpx.AsyncClient, headers: Headers, text: str, **more: str
) -> httpx.Response:
    return await client.post(PATH, params={"text": text}, headers={**headers, **more})


async def test_answers_with_the_new_state_its_status_and_its_version(
    client: httpx.AsyncClient, ann: Headers, made: list[datetime]
) -> None:
    answer = await say(client, ann, "one")
    assert (answer.status_code, answer.headers["etag"]) == (201, '"1"')
    assert answer.json() == {"texts": ["one"], "version": 1}
    assert answer.headers["content-type"] == "application/json"
    assert made == [NOON]


async def test_records_the_caller_in_the_event_and_beside_it(
    client: httpx.AsyncClient, store: MemoryStore, ann: Headers
) -> None:
    await say(client, ann, "one")
    [recorded] = await store.read_stream("case-c-1", "c-1")
    assert isinstance(recorded.data, CaseCommented)
    assert recorded.data.author_id == "ann"
    assert recorded.meta.actor is not None
    assert recorded.occurred_at == NOON


async def test_a_repeated_request_gets_its_first_answer_and_makes_no_command(
    client: httpx.AsyncClient, ann: Headers, made: list[datetime]
) -> None:
    first = await say(client, ann, "one", **{"Idempotency-Key": "k"})
    await say(client, ann, "two")
    again = await say(client, ann, "one", **{"Idempotency-Key": "k"})
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert (again.headers["etag"], again.headers["idempotent-replayed"]) == ('"1"', "true")
    assert "idempotent-replayed" not in first.headers
    assert len(made) == 2


async def test_a_key_that_was_used_with_another_request_is_refused(
    client: httpx.AsyncClient, ann: Headers
) -> None:
    await say(client, ann, "one", **{"Idempotency-Key": "k"})
    answer = await say(client, ann, "two", **{"Idempotency-Key": "k"})
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency-key-reused")


async def test_a_stale_if_match_is_refused(client: httpx.AsyncClient, ann: Headers) -> None:
    await say(client, ann, "one")
    answer = await say(client, ann, "two", **{"If-Match": '"0"'})
    assert (answer.status_code, answer.json()["code"]) == (412, "stale-version")


@pytest.mark.parametrize("text", ["one", "forbidden"])
async def test_a_refusal_is_answered_with_its_own_code_by_the_services_table(
    client: httpx.AsyncClient, store: MemoryStore, ann: Headers, text: str
) -> None:
    await say(client, ann, "one")
    answer = await say(client, ann, text)
    body = answer.json()
    codes = {"one": "twice", "forbidden": "forbidden"}
    assert (answer.status_code, body["code"], body["hint"]) == (403, codes[text], 1)
    assert body["title"] == "Refused by a rule"
    assert len(await store.read_stream("case-c-1", "c-1")) == 1


async def test_a_read_is_answered_with_its_version(client: httpx.AsyncClient, ann: Headers) -> None:
    answer = await client.get(PATH, headers=ann)
    assert (answer.status_code, answer.headers["etag"]) == (200, '"3"')
