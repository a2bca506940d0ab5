"""Drops a person's key with the event that says so, and what the lists have of the person's words;
notes what is to be cleared of the rest."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from events.catalogue.customer_events import PersonalDataErased
from events.event import Recorded
from events.sealing.persons import user_person
from events.sealing.stand_ins import ERASED
from events.store.connection import Connection, in_schema
from events.store.statements_for_services import DROP_KEY
from webapi.erased_people import ErasedPerson, note_erased

TABLES = (
    # Who is erased and still has plain copies here: kept answers, and words that cases are found
    # by. An engineer is of no customer. `webapi.erased_people` works it off by `clear_erased.py`;
    # `again_at`: once more then, by the real time.
    """
    create table {schema}.erased_person (
        customer_id text not null, user_id text not null, erased_at timestamptz not null,
        again_at timestamptz, primary key (customer_id, user_id)
    )
    """,
)

_CLEAR_LIST = """
update {schema}.case_list set subject = $3 where customer_id = $1 and reporter_id = $2
"""
PERSON_COLUMN: Final = "user_id"
"""What the table calls a person, one of the vendor's people among them."""

TakeNote = Callable[[PersonalDataErased], None]
"""Notes an erasure apart from the database. Raises to refuse it."""


class ErasedPeople:
    """The inline projection of erasures: so a rebuild from the log repeats them."""

    def __init__(self, schema: str, take_note: TakeNote | None = None) -> None:
        self._take_note = take_note
        self._schema = schema
        self._drop_key, self._clear_list = (
            in_schema(text, schema) for text in (DROP_KEY, _CLEAR_LIST)
        )

    async def __call__(self, tx: Connection, events: Sequence[Recorded], /) -> None:
        """Erase what these events say. Doing it again changes nothing."""
        for recorded in events:
            if isinstance(recorded.data, PersonalDataErased):
                await self._erase(tx, recorded.data, recorded.recorded_at)

    async def _erase(self, tx: Connection, event: PersonalDataErased, at: datetime) -> None:
        # Begun before the commit: an erasure that is in the database is in the list beside it,
        # which a restore does not take back. `FinishErasures` ends it there after the commit.
        if self._take_note is not None:
            self._take_note(event)
        customer_id, user_id = event.customer_id, event.user_id
        await tx.execute(self._drop_key, user_person(customer_id, user_id), event.erased_at)
        await tx.execute(self._clear_list, customer_id, user_id, ERASED)
        # By when it was recorded: what was answered until then may hold the person's words.
        gone = ErasedPerson(customer_id=customer_id, person_id=user_id, erased_at=at)
        await note_erased(tx, self._schema, gone, PERSON_COLUMN)
