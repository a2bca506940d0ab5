"""Cases and customers as streams of the store: how a command is carried out on one, and how one is
read.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from events.command_runner import (
    CommandKey,
    CommandRequest,
    Decider,
    Done,
    load,
    ready,
    run_command,
)
from events.event import Event, Meta
from events.store.connection import Connection
from events.store.event_store import EventStore
from intake.domain import case as cases
from intake.domain import customer as customers
from intake.domain.case import Case, CaseEvent
from intake.domain.customer import Customer, CustomerEvent

Store = EventStore[Connection]
State = TypeVar("State")
Command = TypeVar("Command")
Decide = Callable[[Command, State | None], Sequence[Event]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked(Generic[State]):
    """What is known about a request beside its command; `answer` makes what is kept and sent back,
    of the new state and version.

    `at` is when it happened in the world; `recorded_at` is for history only.
    """

    meta: Meta
    at: datetime
    answer: Callable[[State, int], bytes]
    key: CommandKey | None = None
    expected_version: int | None = None
    recorded_at: datetime | None = None


def case_stream(case_id: str) -> str:
    """The name of a case's stream."""
    return f"case-{case_id}"


def customer_stream(customer_id: str) -> str:
    """The name of a customer's stream."""
    return f"customer-{customer_id}"


async def on_case(
    store: Store, case_id: str, decide: Decide[Command, Case], command: Command, asked: Asked[Case]
) -> Done[Case | None]:
    """Carry out a command on a case.

    Raises what `decide` raises, and what `run_command` does; then nothing was written.
    """
    decider: Decider[Command, Case | None] = Decider(None, decide, _evolve_case)
    return await run_command(store, decider, ready(command), request=case_request(case_id, asked))


async def on_customer(
    store: Store,
    customer_id: str,
    decide: Decide[Command, Customer],
    command: Command,
    asked: Asked[Customer],
) -> Done[Customer | None]:
    """Carry out a command on a customer. Raises as `on_case` does."""
    decider: Decider[Command, Customer | None] = Decider(None, decide, _evolve_customer)
    stream = customer_stream(customer_id)
    return await run_command(
        store,
        decider,
        ready(command),
        request=_request(stream, customer_id, asked, customers.existing),
    )


async def load_case(store: Store, case_id: str) -> tuple[Case, int]:
    """A case and its version. Raises Unknown (`unknown-case`)."""
    decider: Decider[None, Case | None] = Decider(None, _nothing, _evolve_case)
    case, version = await load(store, decider, case_stream(case_id), case_id)
    return cases.existing(case), version


async def load_customer(store: Store, customer_id: str) -> tuple[Customer, int]:
    """A customer and its version. Raises Unknown (`unknown-customer`)."""
    decider: Decider[None, Customer | None] = Decider(None, _nothing, _evolve_customer)
    customer, version = await load(store, decider, customer_stream(customer_id), customer_id)
    return customers.existing(customer), version


async def first_answer(store: Store, key: CommandKey | None) -> bytes | None:
    """What was answered when this very request came before; None if it did not.

    Raises KeyReused for another body under the key, and AnswerForgotten.
    """
    record = await store.find_command(key.command_id) if key else None
    if record is None or key is None:
        return None
    return record.answer_to(key.fingerprint)


def case_request(case_id: str, asked: Asked[Case]) -> CommandRequest[Case | None]:
    """The request to a case's stream, as `run_command` takes it."""
    return _request(case_stream(case_id), case_id, asked, cases.existing)


def _request(
    stream: str, routing_key: str, asked: Asked[State], existing: Callable[[State | None], State]
) -> CommandRequest[State | None]:
    return CommandRequest(
        stream=stream,
        routing_key=routing_key,
        meta=asked.meta,
        occurred_at=asked.at,
        respond=lambda state, version: asked.answer(existing(state), version),
        key=asked.key,
        expected_version=asked.expected_version,
        recorded_at=asked.recorded_at,
    )


def _evolve_case(case: Case | None, event: Event) -> Case | None:
    assert isinstance(event, CaseEvent), "a case's stream holds nothing else"
    return cases.evolve(case, event)


def _evolve_customer(customer: Customer | None, event: Event) -> Customer | None:
    assert isinstance(event, CustomerEvent), "a customer's stream holds nothing else"
    return customers.evolve(customer, event)


def _nothing(command: None, state: object) -> Sequence[Event]:
    del command, state
    return ()
