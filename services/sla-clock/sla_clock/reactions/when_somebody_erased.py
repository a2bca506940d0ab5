"""When somebody was erased: what the clock keeps of their words is to be cleared.

Intake tells of customers' users, the notifier of engineers.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from events.catalogue.customer_events import PersonalDataErased
from events.catalogue.on_call_events import EngineerPersonalDataErased
from events.consumer.reaction import Batch
from events.event import Recorded
from events.store.connection import Connection, in_schema
from events.store.statements_for_services import DROP_KEY
from webapi.erased_people import NO_CUSTOMER, ErasedPerson, note_erased


async def note_erased_people(tx: Connection, schema: str, events: Sequence[Recorded]) -> None:
    """Drop the clock's keys of the people whom these events erase, and note them to be cleared."""
    for recorded in events:
        match recorded.data:
            case PersonalDataErased() as event:
                customer_id, person_id = event.customer_id, event.user_id
            case EngineerPersonalDataErased() as event:
                customer_id, person_id = NO_CUSTOMER, event.engineer_id
            case _:
                continue
        person = ErasedPerson(
            customer_id=customer_id,
            person_id=person_id,
            # By when it was recorded: what was recorded until then may be the person's.
            erased_at=recorded.recorded_at,
        )
        await tx.execute(in_schema(DROP_KEY, schema), person.owner, event.erased_at)
        await note_erased(tx, schema, person)


@dataclass(frozen=True, slots=True)
class EngineersErased:
    """The reaction to `notifier.events`, of which the clock needs nothing else."""

    schema: str

    async def apply(self, batch: Batch[Connection]) -> None:
        """Note who was erased."""
        await note_erased_people(batch.tx, self.schema, batch.events)
