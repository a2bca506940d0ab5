"""Carries out a plan of history: each shard's steps in the order of time, shards in parallel."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import TypeVar

from events.command_runner import CommandKey, CommandRequest, Decider, ready, run_command
from events.event import Meta
from events.sharding import shard_of
from intake.adapters.deciders import evolve_case, evolve_customer
from intake.adapters.streams import Store, case_stream, customer_stream, load_customer
from intake.adapters.terms_library import TermsLibrary
from intake.domain import case as cases
from intake.domain import customer as customers
from intake.domain.case import Case
from intake.domain.customer import Customer
from intake.history.past_decisions import PastDecisions
from intake.history.plan_history import HistoryPlan, PastCustomer, Step, case_id_of, command_id

ACTOR = "import-servicenow"
Advance = Callable[[int], None]
State = TypeVar("State")


@dataclass(frozen=True, slots=True)
class HistoryImport:
    """An import of `source`, which names the log and the options it is read with.

    Steps that were recorded before are known by it.
    """

    store: Store
    library: TermsLibrary
    source: str

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

    async def is_done(self, plan: HistoryPlan) -> bool:
        """Return whether the last step is recorded; once the import has ended, all of them are."""
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
            meta=Meta(correlation_id=str(key.command_id), actor=ACTOR, imported=True),
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
