"""Drops an engineer's key with the event that says so, and what pages say in words that old events
hold as they were; notes what is to be cleared of the rest."""

from collections.abc import Callable, Sequence
from datetime import datetime

from events.catalogue.on_call_events import EngineerPersonalDataErased
from events.event import Recorded
from events.sealing.persons import staff_person
from events.sealing.stand_ins import ERASED
from events.store.connection import Connection, in_schema
from events.store.statements_for_services import DROP_KEY
from webapi.erased_people import NO_CUSTOMER, ErasedPerson, note_erased

TakeNote = Callable[[EngineerPersonalDataErased], None]
"""Notes an erasure apart from the database. Raises to refuse it."""

_NAME = """
select definition -> 'personal' ->> 'name' from {schema}.engineer where engineer_id = $1
"""
# What was recorded before the log was sealed is under no key that tells whose it is.
_CLEAR_CALLS = """
update {schema}.page set what = $2 where reason = 'by-hand' and starts_with(what, $1 || ' calls ')
"""
_CLEAR_NOTES = "update {schema}.page set note = $2 where position($1 in note) > 0"


class ErasedEngineers:
    """The inline projection of erasures: so a rebuild from the log repeats them.

    It runs before the table of engineers forgets the name.
    """

    def __init__(self, schema: str, take_note: TakeNote | None = None) -> None:
        self._take_note, self._schema = take_note, schema
        self._drop_key, self._name, self._calls, self._notes = (
            in_schema(text, schema) for text in (DROP_KEY, _NAME, _CLEAR_CALLS, _CLEAR_NOTES)
        )

    async def __call__(self, tx: Connection, events: Sequence[Recorded], /) -> None:
        """Erase what these events say. Doing it again changes nothing."""
        for recorded in events:
            if isinstance(recorded.data, EngineerPersonalDataErased):
                await self._erase(tx, recorded.data, recorded.recorded_at)

    async def _erase(self, tx: Connection, event: EngineerPersonalDataErased, at: datetime) -> None:
        # Begun before the commit: an erasure that is in the database is in the list beside it,
        # which a restore does not take back. `FinishErasures` ends it there after the commit.
        if self._take_note is not None:
            self._take_note(event)
        await tx.execute(self._drop_key, staff_person(event.engineer_id), event.erased_at)
        name = await tx.fetchval(self._name, event.engineer_id)
        if name and name != ERASED:
            await tx.execute(self._calls, name, ERASED)
            await tx.execute(self._notes, name, ERASED)
        # By when it was recorded: what was answered until then may hold the engineer's words.
        gone = ErasedPerson(customer_id=NO_CUSTOMER, person_id=event.engineer_id, erased_at=at)
        await note_erased(tx, self._schema, gone)
