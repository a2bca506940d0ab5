"""Notes who is erased and still has plain copies here; `clear_erased.py` works it off."""

from collections.abc import Sequence

from events.catalogue.customer_events import PersonalDataErased
from events.event import Recorded
from events.sealing.persons import user_person
from events.store.connection import Connection, in_schema
from events.store.statements_for_services import DROP_KEY
from notifier.projections.erased_engineers import NOTE


class ErasedPeople:
    """The customers' users in the table `erased_person`."""

    def __init__(self, schema: str) -> None:
        self._drop_key, self._note = (in_schema(text, schema) for text in (DROP_KEY, NOTE))

    async def take(self, tx: Connection, events: Sequence[Recorded]) -> None:
        """Note the users whom intake erased, and drop our own keys of their words."""
        for recorded in events:
            if isinstance(event := recorded.data, PersonalDataErased):
                customer_id, user_id = event.customer_id, event.user_id
                await tx.execute(self._drop_key, user_person(customer_id, user_id), event.erased_at)
                # By when it was recorded: what was recorded until then may be the person's.
                await tx.execute(self._note, customer_id, user_id, recorded.recorded_at)
