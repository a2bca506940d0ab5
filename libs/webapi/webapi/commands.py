"""Carries a command over HTTP: the caller, the stored answer, and how a repeated request gets it
again."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Generic, TypeAlias, TypeVar

import msgspec
from fastapi import Depends, Response
from pydantic import BaseModel

from events.command_runner import CommandKey, CommandRequest, Decider, run_new_command
from events.sealing.persons import staff_person, user_person
from events.store.event_store import EventStore
from webapi.correlation import meta_for
from webapi.etags import IfMatch, etag_headers
from webapi.idempotency import REPLAYED_HEADER, CommandKeyOf, replayed_headers
from webapi.identity import CurrentIdentity, Identity

State = TypeVar("State")
Command = TypeVar("Command")
Tx = TypeVar("Tx")


@dataclass(frozen=True, slots=True)
class Call:
    """The caller, the Idempotency-Key if there is one, and the version seen (If-Match)."""

    identity: Identity
    key: CommandKey | None
    expected_version: int | None

    @property
    def person(self) -> str:
        """Return the id that events carry for the caller: the token's user, else its subject."""
        return self.identity.user_id or self.identity.subject

    @property
    def author(self) -> str:
        """Return whose key seals what the caller writes."""
        customer_id, user_id = self.identity.customer_id, self.identity.user_id
        if self.is_contact and customer_id and user_id:
            return user_person(customer_id, user_id)
        return staff_person(self.person)

    @property
    def is_contact(self) -> bool:
        """Return whether the caller is a customer's contact, not one of the vendor's people."""
        return self.identity.role == "contact"


async def call_of(identity: CurrentIdentity, key: CommandKeyOf, expected_version: IfMatch) -> Call:
    """Return the request's call."""
    return Call(identity, key, expected_version)


async def opening_call_of(identity: CurrentIdentity, key: CommandKeyOf) -> Call:
    """Return the call of a request that makes something, of which nobody has seen a version."""
    return Call(identity, key, None)


OpeningCallOf: TypeAlias = Annotated[Call, Depends(opening_call_of)]
"""For a route to which If-Match says nothing, and which does not list it."""

CallOf: TypeAlias = Annotated[Call, Depends(call_of)]
"""For a route that carries out a command: the request's call."""


@dataclass(frozen=True, slots=True)
class Target:
    """The stream that a command goes to, and the HTTP status of its answer.

    `is_new`: the stream's id was drawn for this request, so nothing of it is read. `location`: the
    path under which the new thing is read, for a 201.
    """

    stream: str
    routing_key: str
    status: int = 200
    is_new: bool = False
    location: str | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """When a request arrived, by the store's time, and its first answer if it came before."""

    at: datetime
    first_answer: bytes | None


async def arrival_of(store: EventStore[Tx], key: CommandKey | None) -> Arrival:
    """Look up a request's key and the store's time, at once.

    Raises KeyReused if the key came with another body, and AnswerForgotten.
    """
    if key is None:
        return Arrival(await store.now(), None)
    now, record = await store.now_and_command(key.command_id)
    return Arrival(now, record.answer_to(key.fingerprint) if record else None)


class StoredResponse(msgspec.Struct, frozen=True):
    """An answer as it is stored with its command.

    `version` is its ETag, `body` is JSON, `location` the path of what was made, if anything.
    """

    status: int
    version: int
    body: msgspec.Raw
    # Answers that were stored before there was a location have none.
    location: str | None = None

    def encode(self) -> bytes:
        """Return the bytes to store."""
        return msgspec.json.encode(self)

    def to_response(self, *, replayed: bool) -> Response:
        """Return the answer as it is sent; `replayed` marks one that was sent before."""
        headers = {**etag_headers(self.version), **replayed_headers(replayed)}
        if self.location is not None:
            headers["Location"] = self.location
        return Response(bytes(self.body), self.status, headers, "application/json")


_KEPT_HEADERS = ("ETag", "Location")
_STORED = msgspec.json.Decoder(StoredResponse)


def store_response(
    status: int, version: int, body: BaseModel, location: str | None = None
) -> bytes:
    """Return an answer in the form that is stored with its command."""
    raw = msgspec.Raw(body.model_dump_json().encode())
    return StoredResponse(status, version, raw, location).encode()


def stored_response(answer: bytes, *, replayed: bool) -> Response:
    """Return a stored answer as it is sent."""
    return _STORED.decode(answer).to_response(replayed=replayed)


def shown_once(response: Response, **fields: str | None) -> Response:
    """Return a command's answer with further fields that are in no stored answer; a repeat goes
    out without them."""
    if REPLAYED_HEADER in response.headers:
        return response
    body = {**json.loads(bytes(response.body)), **fields}
    kept = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
    return Response(json.dumps(body), response.status_code, kept, "application/json")


def versioned(version: int, body: BaseModel) -> Response:
    """Return the answer of a read, with its ETag."""
    return Response(body.model_dump_json(), 200, etag_headers(version), "application/json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Work(Generic[Command, State]):
    """What a request asks for: a command, the decider for it, and the answer to the caller.

    `make_command` takes the store's time; it is called only when the request's key is new, so it is
    the place for reads and for checks of what the caller may do. `answer` makes the body from the
    state and version that the command leads to. `customer_of`: the customer that a state is about,
    where the events do not name it.
    """

    decider: Decider[Command, State]
    make_command: Callable[[datetime], Awaitable[Command]]
    answer: Callable[[State, int], BaseModel]
    customer_of: Callable[[State], str | None] | None = None


async def carry_out(
    store: EventStore[Tx],
    target: Target,
    call: Call,
    work: Work[Command, State],
    *,
    arrival: Arrival | None = None,
) -> Response:
    """Carry out a command once, and answer; a repeated request gets its first answer again.

    `arrival` is given by a caller that has looked it up already. Raises what `make_command` and the
    decider raise, and what `run_command` raises; then nothing was written.
    """
    arrival = arrival or await arrival_of(store, call.key)
    # Before the command is made: making it may read, and may refuse what was accepted then.
    if arrival.first_answer is not None:
        return stored_response(arrival.first_answer, replayed=True)
    # The store's time, not the host's: promises are judged by it.
    happened_at = arrival.at

    def respond(state: State, version: int) -> bytes:
        return store_response(target.status, version, work.answer(state, version), target.location)

    request: CommandRequest[State] = CommandRequest(
        stream=target.stream,
        routing_key=target.routing_key,
        meta=meta_for(call.identity),
        occurred_at=happened_at,
        respond=respond,
        key=call.key,
        expected_version=call.expected_version,
        is_new=target.is_new,
        author=call.author,
        customer_of=work.customer_of,
    )
    command = await work.make_command(happened_at)
    done = await run_new_command(store, work.decider, command, request=request)
    return stored_response(done.response, replayed=done.replayed)
