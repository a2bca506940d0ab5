"""Carries out a plan of history: each shard's steps in the order of time, shards in parallel."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import TypeVar
from uuid import UUID

from events.command_runner import CommandKey, CommandRequest, Decider, ready, run_command
from events.event import Meta
from events.sharding import shard_of
from events.store.event_store import Append, CommandRecord
from intake.adapters.deciders import evolve_case, evolve_customer
from intake.adapters.streams import Store, case_stream, customer_stream, load_customer
from intake.adapters.terms_library import TermsLibrary
from intake.domain import case as cases
from intake.domain import customer as customers
from intake.domain.case import Case
from intake.domain.customer import Customer
from intake.history.distinct_ids import case_id_of
from intake.history.past_decisions import PastDecisions
from intake.history.plan_history import HistoryPlan, PastCustomer, Step, command_id

EARLIER = UUID("b1f0c1c6-5a0d-5d8f-9a53-5d7c0f6f2b11")
"""The command id under which a store notes that it holds an import that had ended before another
one began: then it is not dropped with that one."""

_BEGUN, _ENDED = "begun", "ended"
Advance = Callable[[int], None]
State = TypeVar("State")


@dataclass(frozen=True, slots=True)
class Begun:
    """An import was begun; `until`: the end of the store's log then, None if it was empty."""

    until: datetime | None


@dataclass(frozen=True, slots=True)
class HistoryImport:
    """An import of `source`, which names the log and the options it is read with.

    Steps that were recorded before are known by it. It begins with the kind of its log.
    """

    store: Store
    library: TermsLibrary
    source: str

    async def begin(self, until: datetime | None) -> None:
        """Note that this import begins on a store whose log ends then, in live or history mode.

        It comes before history mode: so a killed import is always known as this one, and planned
        as it was.
        """
        if until is not None:
            await self._note(EARLIER)
        text = "" if until is None else until.isoformat()
        await self._note(self._key(_BEGUN).command_id, text.encode())

    async def begun(self) -> Begun | None:
        """Return how this import was begun; None if it was not, or by an old version."""
        record = await self.store.find_command(self._key(_BEGUN).command_id)
        if record is None:
            return None
        text = record.fingerprint.decode()
        return Begun(datetime.fromisoformat(text) if text else None)

    async def end(self) -> None:
        """Note that everything is recorded."""
        await self._note(self._key(_ENDED).command_id)

    async def is_done(self) -> bool:
        """Return whether everything is recorded."""
        return await self._is_recorded(_ENDED)

    async def _note(self, command_id: UUID, text: bytes = b"") -> None:
        # A command without events: it is kept in the log's own table and moves no version. The text
        # is its fingerprint, since answers are forgotten after some days.
        note = CommandRecord(command_id=command_id, fingerprint=text, response=b"")
        past = datetime(1970, 1, 1, tzinfo=UTC) if await self.store.in_history() else None
        await self.store.append(
            Append(
                stream="import",
                routing_key="import",
                expected_version=None,
                events=(),
                command=note,
                recorded_at=past,
            )
        )

    async def run(self, plan: HistoryPlan, advance: Advance) -> None:
        """Record everything that is not recorded yet.

        Raises what refuses a step; then a second run goes on from there.
        """
        past: dict[str, Customer] = {}
        decisions = PastDecisions(self.library, past)
        # All customers come first, because the steps of every shard are decided on them.
        for customer in plan.customers:
            past[customer.customer_id] = await self._register(customer, plan, decisions)
            advance(1)
        deciding: Decider[Step, Case | None] = Decider(
            cases.INITIAL, decisions.on_case, evolve_case
        )
        async with asyncio.TaskGroup() as group:
            # Recorded times never go back within a shard, so its steps go one by one.
            for steps in _by_shard(plan.steps, self.store.shards):
                group.create_task(self._retell(steps, deciding, advance))

    async def was_done(self, plan: HistoryPlan) -> bool:
        """Return whether an old version, which noted no end, recorded the last step.

        Once the import has ended, all of them are recorded.
        """
        return await self._is_recorded(_name(plan.steps[-1]))

    async def is_begun(self, plan: HistoryPlan) -> bool:
        """Return whether the first customer is recorded: then the store holds this very import."""
        # Customers are recorded in the plan's order, and before every step.
        return await self._is_recorded(plan.customers[0].customer_id)

    async def _is_recorded(self, name: str) -> bool:
        return await self.store.find_command(self._key(name).command_id) is not None

    async def _register(
        self, past: PastCustomer, plan: HistoryPlan, decisions: PastDecisions
    ) -> Customer:
        deciding: Decider[PastCustomer, Customer | None] = Decider(
            customers.INITIAL,
            lambda past, state: decisions.on_customer(past, plan.term, state),
            evolve_customer,
        )
        customer_id = past.customer_id
        request: CommandRequest[Customer | None] = self._request(
            customer_id, customer_stream(customer_id), customer_id, plan.starts_at
        )
        await run_command(self.store, deciding, ready(past), request=request)
        # Read back: in a second run the customer is recorded already, and the command returns no
        # events.
        customer, _ = await load_customer(self.store, customer_id)
        return customer

    async def _retell(
        self, steps: Sequence[Step], deciding: Decider[Step, Case | None], advance: Advance
    ) -> None:
        for step in steps:
            case_id = case_id_of(step.incident)
            request: CommandRequest[Case | None] = self._request(
                _name(step), case_stream(case_id), case_id, step.at
            )
            await run_command(self.store, deciding, ready(step), request=request)
            advance(1)

    def _request(
        self, name: str, stream: str, routing_key: str, at: datetime
    ) -> CommandRequest[State]:
        key = self._key(name)
        return CommandRequest(
            stream=stream,
            routing_key=routing_key,
            meta=Meta(
                correlation_id=str(key.command_id),
                actor=f"import-{self.source.partition('/')[0]}",
                imported=True,
            ),
            occurred_at=at,
            respond=lambda _state, _version: b"",
            key=key,
            recorded_at=at,
        )

    def _key(self, name: str) -> CommandKey:
        # The same step has the same key in every run: a second run passes over what is there.
        return CommandKey(command_id(self.source, name), sha256(name.encode()).digest())


def _by_shard(steps: Sequence[Step], shards: int) -> Sequence[Sequence[Step]]:
    by_shard: list[list[Step]] = [[] for _ in range(shards)]
    for step in steps:
        by_shard[shard_of(case_id_of(step.incident), shards)].append(step)
    return by_shard


def _name(step: Step) -> str:
    return f"{step.incident.number}/{step.row_number}"
