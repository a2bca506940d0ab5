"""Carries out a command: load, fold, decide, append, and decide again if the stream moved on."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from typing import Generic, TypeAlias, TypeVar
from uuid import UUID, uuid4, uuid5

from events.command_turns import TURNS
from events.errors import WrongExpectedVersion
from events.event import Event, Meta, NewEvent, Recorded
from events.store.event_store import Append, Appended, CommandRecord, EventStore

State = TypeVar("State")
Command = TypeVar("Command")
Tx = TypeVar("Tx")

_TRIES_IN_TURN = 64
"""How often a command is decided again once it is its turn.

Only other processes can win the race then, and each time one of them makes progress.
"""

_EVENT_OF_COMMAND = UUID("0d9a3b52-94f1-5c8e-8a44-3a3f5f6d7c10")


@dataclass(frozen=True, slots=True)
class Decider(Generic[Command, State]):
    """The initial state, what follows from a command, and what an event does to the state.

    All pure.

    `decide` returns the events to record (none: nothing to do), or raises to refuse the command.
    """

    initial: State
    decide: Callable[[Command, State], Sequence[Event]]
    evolve: Callable[[State, Event], State]

    def fold(self, events: Sequence[Recorded], state: State | None = None) -> State:
        """Return the state after these events, from `state` or from the initial one."""
        start = self.initial if state is None else state
        return reduce(self.evolve, (recorded.data for recorded in events), start)


@dataclass(frozen=True, slots=True)
class CommandKey:
    """What identifies a request.

    `command_id` stands for the caller and the Idempotency-Key, `fingerprint` is a hash of the body.
    """

    command_id: UUID
    fingerprint: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandRequest(Generic[State]):
    """Where a command goes, and what is known about it.

    `occurred_at` is when it happened in the world. `respond` makes the answer, in bytes, from the
    new state and version; it is kept with the key. `expected_version` is the caller's If-Match;
    `recorded_at` is for imports only. `is_new`: the stream's id was just drawn, so there is nothing
    in it to read. `author` is who wrote what is personal in the events, and `customer_of` says of
    which customer's people a state is about: see `NewEvent`.
    """

    stream: str
    routing_key: str
    meta: Meta
    occurred_at: datetime
    respond: Callable[[State, int], bytes]
    key: CommandKey | None = None
    expected_version: int | None = None
    recorded_at: datetime | None = None
    is_new: bool = False
    author: str | None = None
    customer_of: Callable[[State], str | None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Done(Generic[State]):
    """The result of a command.

    The state and version after it, the answer (the first one if `replayed`), and the events of this
    run.
    """

    state: State
    version: int
    response: bytes
    replayed: bool
    events: tuple[Recorded, ...]


MakeCommand: TypeAlias = Callable[[], Awaitable[Command]]
"""Makes the command of a request; called once, and only when the request's key is new."""


def ready(command: Command) -> MakeCommand[Command]:
    """Return a maker for a command that is there already, where making it costs nothing."""

    async def make() -> Command:
        return command

    return make


async def run_command(
    store: EventStore[Tx],
    decider: Decider[Command, State],
    make_command: MakeCommand[Command],
    *,
    request: CommandRequest[State],
) -> Done[State]:
    """Carry out a command once; if the stream moves on meanwhile, decide again on its new state.

    `make_command` may read and may refuse: a request whose key was used before gets its first
    answer without it, whatever has changed since.

    Raises what `make_command` and `decide` raise; WrongExpectedVersion if If-Match is stale, or if
    other processes kept winning the race; KeyReused for a key that was used with another body;
    AnswerForgotten for a repeat of a command whose answer is no longer kept; and what
    `EventStore.append` raises. Then nothing was written.
    """
    # Before the command is made: making it may read, and may refuse what was accepted then.
    if replay := await _done_before(store, decider, request):
        return replay
    return await run_new_command(store, decider, await make_command(), request=request)


async def run_new_command(
    store: EventStore[Tx],
    decider: Decider[Command, State],
    command: Command,
    *,
    request: CommandRequest[State],
) -> Done[State]:
    """Carry out a command as `run_command` does, for a request whose key was just looked up.

    If the same request was carried out since, this one gets that one's answer: the append sees the
    key under the locks of the store.
    """
    try:
        # Optimistic: should the drawn id be taken after all, the append says so.
        before = (decider.initial, 0) if request.is_new else None
        return await _attempt(store, decider, command, request, before)
    except WrongExpectedVersion:
        # The caller decided on the version it saw; deciding again would be behind its back.
        if request.expected_version is not None:
            raise
    # Without taking turns, a hundred commands on one stream would lose to each other again and
    # again.
    async with TURNS.of(store, request.stream):
        return await _attempt_in_turn(store, decider, command, request)


async def load(
    store: EventStore[Tx], decider: Decider[Command, State], stream: str, routing_key: str
) -> tuple[State, int]:
    """Return a stream's state and version; the initial state and 0 if there is no such stream."""
    events = await store.read_stream(stream, routing_key)
    return decider.fold(events), events[-1].version if events else 0


async def _attempt_in_turn(
    store: EventStore[Tx],
    decider: Decider[Command, State],
    command: Command,
    request: CommandRequest[State],
) -> Done[State]:
    for _ in range(_TRIES_IN_TURN - 1):
        try:
            return await _attempt(store, decider, command, request)
        except WrongExpectedVersion:
            continue
    return await _attempt(store, decider, command, request)


async def _attempt(
    store: EventStore[Tx],
    decider: Decider[Command, State],
    command: Command,
    request: CommandRequest[State],
    loaded: tuple[State, int] | None = None,
) -> Done[State]:
    before, version = loaded or await load(store, decider, request.stream, request.routing_key)
    if request.expected_version not in (None, version):
        raise WrongExpectedVersion(request.stream, request.expected_version or 0, version)
    events = decider.decide(command, before)
    after = reduce(decider.evolve, events, before)
    response = request.respond(after, version + len(events))
    # With a key there is something to write all the same: decided anew, a repeat would undo what
    # others did since, and under the key another request could follow.
    if not events and request.key is None:
        return Done(state=before, version=version, response=response, replayed=False, events=())
    customer_id = request.customer_of(after) if request.customer_of else None
    append = append_of(events, version, response, request, customer_id)
    outcome = await store.append(append)
    if isinstance(outcome, Appended):
        return Done(
            state=after,
            version=outcome.version,
            response=response,
            replayed=False,
            events=outcome.events,
        )
    return await _replay(store, decider, request, outcome.record)


async def _done_before(
    store: EventStore[Tx], decider: Decider[Command, State], request: CommandRequest[State]
) -> Done[State] | None:
    record = await store.find_command(request.key.command_id) if request.key else None
    return await _replay(store, decider, request, record) if record else None


async def _replay(
    store: EventStore[Tx],
    decider: Decider[Command, State],
    request: CommandRequest[State],
    record: CommandRecord,
) -> Done[State]:
    assert request.key is not None, "only a request with a key has a record"
    response = record.answer_to(request.key.fingerprint)
    state, version = await load(store, decider, request.stream, request.routing_key)
    return Done(state=state, version=version, response=response, replayed=True, events=())


def append_of(
    events: Sequence[Event],
    version: int,
    response: bytes,
    request: CommandRequest[State],
    customer_id: str | None = None,
) -> Append:
    """Return the append of events decided at `version`, with the answer to keep for the key.

    `customer_id`: the customer that they are about, where their data do not name it.
    """
    return Append(
        stream=request.stream,
        routing_key=request.routing_key,
        expected_version=version,
        events=[
            _new_event(event, index, request, customer_id) for index, event in enumerate(events)
        ],
        command=_record_of(request.key, response),
        recorded_at=request.recorded_at,
    )


def _new_event(
    event: Event, index: int, request: CommandRequest[State], customer_id: str | None
) -> NewEvent:
    command_id = request.key.command_id if request.key else None
    event_id = uuid5(_EVENT_OF_COMMAND, f"{command_id}/{index}") if command_id else uuid4()
    return NewEvent(
        data=event,
        event_id=event_id,
        occurred_at=request.occurred_at,
        meta=request.meta,
        author=request.author,
        customer_id=customer_id,
    )


def _record_of(key: CommandKey | None, response: bytes) -> CommandRecord | None:
    return (
        CommandRecord(command_id=key.command_id, fingerprint=key.fingerprint, response=response)
        if key
        else None
    )
