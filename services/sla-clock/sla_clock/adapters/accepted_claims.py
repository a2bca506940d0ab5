"""Carries out the acceptance of a claim on its deadline's stream, and keeps the deadline's row in step."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from events.catalogue.deadline_events import DeadlineBreachWithdrawn
from events.catalogue.terms import Goal
from events.command_runner import CommandKey, CommandRequest, Decider, Done, ready, run_command
from events.event import Event, Meta, Recorded
from events.store.connection import Connection, in_schema
from events.store.event_store import EventStore
from sla_clock.adapters.deadline_rows import decode_state, encode_state
from sla_clock.domain.accept_claim import AcceptClaim, accept_claim
from sla_clock.domain.deadline import Deadline, DeadlineEvent, evolve, stream_of

_LOAD = "select state_data from {schema}.deadline where case_id = $1 and goal = $2 for update"
_SAVE = """
update {schema}.deadline set state = $3, version = $4, state_data = $5::text::json
where case_id = $1 and goal = $2
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """What is known of the request: the deadline it is about, who asks, under which key, having seen which version."""

    case_id: str
    goal: Goal
    meta: Meta
    key: CommandKey | None
    expected_version: int | None
    answer: Callable[[Deadline, int], bytes]


async def carry_out(
    store: EventStore[Connection], command: AcceptClaim, asked: Acceptance
) -> Done[Deadline | None]:
    """Carry out the command once. Raises what `accept_claim` and `run_command` raise."""
    decider: Decider[AcceptClaim, Deadline | None] = Decider(None, accept_claim, _evolve)
    request: CommandRequest[Deadline | None] = CommandRequest(
        stream=stream_of(asked.case_id, asked.goal),
        routing_key=asked.case_id,
        meta=asked.meta,
        occurred_at=command.at,
        respond=lambda deadline, version: asked.answer(_existing(deadline), version),
        key=asked.key,
        expected_version=asked.expected_version,
    )
    return await run_command(store, decider, ready(command), request=request)


class WithdrawnInRows:
    """Shows a withdrawal in the deadline's row, in the transaction that records it.

    All other events of a deadline are recorded by `DeadlineKeeper`, which writes the row itself.
    """

    def __init__(self, schema: str) -> None:
        self._load, self._save = in_schema(_LOAD, schema), in_schema(_SAVE, schema)

    async def __call__(self, tx: Connection, events: Sequence[Recorded], /) -> None:
        """Bring the rows of the withdrawn breaches among `events` up to date."""
        for recorded in events:
            if isinstance(recorded.data, DeadlineBreachWithdrawn):
                await self._withdraw(tx, recorded.data)

    async def _withdraw(self, tx: Connection, event: DeadlineBreachWithdrawn) -> None:
        state = await tx.fetchval(self._load, event.case_id, event.goal)
        if state is None:
            return
        after = evolve(decode_state(state), event)
        await tx.execute(
            self._save, event.case_id, event.goal, after.state, after.version, encode_state(after)
        )


def _evolve(deadline: Deadline | None, event: Event) -> Deadline | None:
    assert isinstance(event, DeadlineEvent), "a deadline's stream holds nothing else"
    return evolve(deadline, event)


def _existing(deadline: Deadline | None) -> Deadline:
    assert deadline is not None, "a claim was accepted, so there is a deadline"
    return deadline
