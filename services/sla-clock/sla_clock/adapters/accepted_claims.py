"""Accepting a claim bypasses the consumer, so the deadline's row has to be kept in step here."""

from collections.abc import Sequence

from events.catalogue.deadline_events import DeadlineBreachWithdrawn
from events.command_runner import Decider
from events.event import Recorded
from events.store.connection import Connection, in_schema
from sla_clock.adapters.deadline_rows import decode_state, encode_state
from sla_clock.domain import accept_claim
from sla_clock.domain.accept_claim import AcceptClaim
from sla_clock.domain.deadline import Deadline, evolve, evolve_any, initial

_LOAD = "select state_data from {schema}.deadline where case_id = $1 and goal = $2 for update"
# `applied_seq` stays: a withdrawal follows from a command, not from a record of intake's log.
_SAVE = """
update {schema}.deadline set state = $3, version = $4, state_data = $5::text::json
where case_id = $1 and goal = $2
"""


ACCEPTING: Decider[AcceptClaim, Deadline | None] = Decider(initial, accept_claim.decide, evolve_any)


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
