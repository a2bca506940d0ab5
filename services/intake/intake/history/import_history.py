"""Carries out a plan of history in the order of time: each shard's steps one after the other, the
shards side by side.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import TypeVar

from events.command_runner import CommandKey
from events.event import Meta
from events.sharding import shard_of
from intake.adapters.plan_books import PlanBooks
from intake.adapters.streams import Asked, Store, load_customer, on_case, on_customer
from intake.domain.case import Case
from intake.domain.customer import Customer
from intake.history.past_decisions import PastDecisions
from intake.history.plan_history import HistoryPlan, PastCustomer, Step, case_id_of, command_id

ACTOR = "import-servicenow"
Advance = Callable[[int], None]
State = TypeVar("State")


@dataclass(frozen=True, slots=True)
class HistoryImport:
    """An import of `source`: what names this log and how it is taken, so that steps done before are
    known.
    """

    store: Store
    books: PlanBooks
    source: str

    async def run(self, plan: HistoryPlan, advance: Advance) -> None:
        """Record everything that is not yet recorded.

        Raises what refuses a step; then a second run goes on from there.
        """
        past: dict[str, Customer] = {}
        decisions = PastDecisions(self.books, past)
        for customer in plan.customers:
            past[customer.customer_id] = await self._bring(customer, plan, decisions)
            advance(1)
        async with asyncio.TaskGroup() as group:
            for steps in _by_shard(plan.steps, self.store.shards):
                group.create_task(self._retell(steps, decisions, advance))

    async def is_done(self, plan: HistoryPlan) -> bool:
        """Whether the last step of the plan is recorded: once the import has ended, all of it is."""
        return (
            await self.store.find_command(self._key(_name(plan.steps[-1])).command_id) is not None
        )

    async def is_begun(self, plan: HistoryPlan) -> bool:
        """Whether its first customer is recorded: what the store holds then came of this very
        import.
        """
        first = self._key(plan.customers[0].customer_id)
        return await self.store.find_command(first.command_id) is not None

    async def _bring(
        self, customer: PastCustomer, plan: HistoryPlan, decisions: PastDecisions
    ) -> Customer:
        asked: Asked[Customer] = self._asked(customer.customer_id, plan.starts_at, _nothing)
        await on_customer(
            self.store,
            customer.customer_id,
            lambda past, state: decisions.on_customer(past, plan.term, state),
            customer,
            asked,
        )
        found, _ = await load_customer(self.store, customer.customer_id)
        return found

    async def _retell(
        self, steps: Sequence[Step], decisions: PastDecisions, advance: Advance
    ) -> None:
        for step in steps:
            asked: Asked[Case] = self._asked(_name(step), step.at, _nothing)
            await on_case(self.store, case_id_of(step.incident), decisions.on_case, step, asked)
            advance(1)

    def _asked(
        self, name: str, at: datetime, answer: Callable[[object, int], bytes]
    ) -> Asked[State]:
        meta = Meta(correlation_id=str(self._key(name).command_id), actor=ACTOR, imported=True)
        return Asked(meta=meta, at=at, answer=answer, key=self._key(name), recorded_at=at)

    def _key(self, name: str) -> CommandKey:
        return CommandKey(command_id(self.source, name), sha256(name.encode()).digest())


def _by_shard(steps: Sequence[Step], shards: int) -> Sequence[Sequence[Step]]:
    found: list[list[Step]] = [[] for _ in range(shards)]
    for step in steps:
        found[shard_of(case_id_of(step.incident), shards)].append(step)
    return found


def _name(step: Step) -> str:
    return f"{step.incident.number}/{step.place}"


def _nothing(state: object, version: int) -> bytes:
    del state, version
    return b""
