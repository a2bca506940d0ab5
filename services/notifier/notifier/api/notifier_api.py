"""What the notifier's routes work with, who may use them, and how a command becomes an answer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Final, TypeAlias, TypeVar

import msgspec
from fastapi import Depends, Response
from pydantic import BaseModel

from events.command_runner import CommandKey, CommandRequest, Decider, ready, run_command
from events.store.connection import Pool
from events.store.postgres_store import PostgresStore
from notifier.adapters.page_list import PageList
from notifier.adapters.read_on_call_directory import read_directory
from notifier.adapters.watch_cases import WatchedCases
from notifier.domain.on_call_directory import OnCallDirectory
from webapi.correlation import meta_for
from webapi.etags import IfMatch, etag_headers
from webapi.idempotency import CommandKeyOf, replayed_headers
from webapi.identity import CurrentIdentity, Identity, Role, allow

READERS: Final[tuple[Role, ...]] = ("oncall", "agent", "admin")
"""Who sees engineers, schedules and pages, and may acknowledge; never a contact."""

PLANNERS: Final[tuple[Role, ...]] = ("admin",)
"""Who says who can be paged, and how."""

COVER: Final[tuple[Role, ...]] = ("oncall", "admin")
"""Who may take a shift over."""

Reader: TypeAlias = Annotated[Identity, Depends(allow(*READERS))]
Planner: TypeAlias = Annotated[Identity, Depends(allow(*PLANNERS))]
Cover: TypeAlias = Annotated[Identity, Depends(allow(*COVER))]

State = TypeVar("State")
Command = TypeVar("Command")


@dataclass(frozen=True, slots=True)
class NotifierApi:
    """The store and the tables beside it."""

    store: PostgresStore
    pool: Pool
    schema: str
    pages: PageList
    watched: WatchedCases

    async def directory(self) -> OnCallDirectory:
        """Everything that is defined now."""
        return await read_directory(self.pool, self.schema)


@dataclass(frozen=True, slots=True)
class Call:
    """Who asks, under which key, having seen which version."""

    identity: Identity
    key: CommandKey | None
    if_match: int | None

    @property
    def who(self) -> str:
        """An engineer's id where the token names one, else its subject."""
        return self.identity.user_id or self.identity.subject


def call(identity: CurrentIdentity, key: CommandKeyOf, if_match: IfMatch) -> Call:
    """The call of this request."""
    return Call(identity, key, if_match)


CallOf: TypeAlias = Annotated[Call, Depends(call)]


class KeptReply(msgspec.Struct, frozen=True):
    """An answer as it is kept with its command."""

    status: int
    version: int
    body: msgspec.Raw


@dataclass(frozen=True, slots=True)
class Target:
    """Which stream a command goes to, and the status of its first answer."""

    stream: str
    routing_key: str
    status: int = 200


async def carry_out(
    api: NotifierApi,
    decider: Decider[Command, State],
    command: Command,
    target: Target,
    call: Call,
    answer: Callable[[State, int], BaseModel],
) -> Response:
    """Run the command; its answer, or the first one where the request was carried out before. Raises what refuses it."""
    request: CommandRequest[State] = CommandRequest(
        stream=target.stream,
        routing_key=target.routing_key,
        meta=meta_for(call.identity),
        occurred_at=await api.store.now(),
        respond=lambda state, version: _kept(target.status, version, answer(state, version)),
        key=call.key,
        expected_version=call.if_match,
    )
    done = await run_command(api.store, decider, ready(command), request=request)
    reply = msgspec.json.decode(done.response, type=KeptReply)
    headers = {**etag_headers(reply.version), **replayed_headers(done.replayed)}
    return Response(bytes(reply.body), reply.status, headers, "application/json")


def versioned(version: int, body: BaseModel) -> Response:
    """A read answer with its ETag."""
    return Response(body.model_dump_json(), 200, etag_headers(version), "application/json")


def _kept(status: int, version: int, body: BaseModel) -> bytes:
    raw = msgspec.Raw(body.model_dump_json().encode())
    return msgspec.json.encode(KeptReply(status, version, raw))
