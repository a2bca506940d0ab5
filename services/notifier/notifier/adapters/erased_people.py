"""Notes who is erased and still has plain copies here; `clear_erased.py` works it off."""

from collections.abc import Sequence

from events.catalogue.customer_events import PersonalDataErased
from events.event import Recorded
from events.store.connection import Connection, in_schema
from events.store.statements_for_services import DROP_KEY
from webapi.erased_people import ErasedPerson, note_erased


class ErasedPeople:
    """The customers' users in the table `erased_person`."""

    def __init__(self, schema: str) -> None:
        self._schema = schema

    async def take(self, tx: Connection, events: Sequence[Recorded]) -> None:
        """Note the users whom intake erased, and drop our own keys of their words."""
        for recorded in events:
            if isinstance(event := recorded.data, PersonalDataErased):
                user = ErasedPerson(
                    customer_id=event.customer_id,
                    person_id=event.user_id,
                    # By when it was recorded: what was recorded until then may be the person's.
                    erased_at=recorded.recorded_at,
                )
                drop = in_schema(DROP_KEY, self._schema)
                await tx.execute(drop, user.owner, event.erased_at)
                await note_erased(tx, self._schema, user)
