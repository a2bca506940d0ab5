"""Applies the table of reactions to what comes in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from events.catalogue.entry import Owner
from events.consumer.reaction import Batch
from events.event import Event, Recorded
from events.store.connection import Connection
from reporting.adapters.account_tables import RecordedFact, add_facts
from reporting.adapters.clear_erased import add_subjects, clear_erased, clear_late_reasons
from reporting.adapters.history_table import HISTORY_BY_OWNER, HistoryTable
from reporting.adapters.hold_words import hold_words
from reporting.adapters.reach_tables import add_people_words
from reporting.adapters.write_history import write_history
from reporting.domain.case_subject import CaseSubject, ErasedPerson
from reporting.domain.within_reach import PeopleWords
from reporting.projections.projection import Projection
from reporting.reactions.reactions_table import REACTIONS
from reporting.reactions.row_reaction import RowChange, RowReaction
from webapi.case_readers import CaseReaders

_NO_REACTION: RowReaction[Event] = RowReaction()


@dataclass(frozen=True, slots=True)
class ProjectEvents:
    """The reaction to one owner's topic: rows, in the transaction that moves the checkpoint."""

    schema: str
    projections: Sequence[tuple[HistoryTable[Any], Projection[Any]]]

    async def apply(self, batch: Batch[Connection]) -> None:
        """Change the rows that the batch is about."""
        subjects, erased = _subjects(batch.events), _erased(batch.events)
        reasons, people = _who_gave_reasons(batch.events), _people(batch.events)
        if subjects or erased or reasons or people:
            await hold_words(batch.tx, self.schema, alone=bool(erased))
        # Each table with one read and one write for the whole batch, whatever events are in it.
        for table, projection in self.projections:
            await write_history(batch.tx, self.schema, table, projection, batch.events)
        await add_subjects(batch.tx, self.schema, subjects)
        await add_people_words(batch.tx, self.schema, people)
        await clear_erased(batch.tx, self.schema, erased)
        await clear_late_reasons(
            batch.tx, self.schema, reasons | {one.person for one in erased if not one.customer_id}
        )
        await add_facts(batch.tx, self.schema, _facts(batch.events))
        liaisons = [event for event in batch.events if _reaction(event).liaisons]
        await CaseReaders(self.schema).take_liaisons(batch.tx, liaisons)


def reactions(schema: str) -> dict[Owner, ProjectEvents]:
    """Return the reaction to each topic, by its owner."""
    return {
        owner: ProjectEvents(schema, [(table, projection_of(table)) for table in tables])
        for owner, tables in HISTORY_BY_OWNER.items()
    }


def projection_of(table: HistoryTable[Any]) -> Projection[Any]:
    """Return what the table of reactions makes of the rows of `table`."""

    def key_of(recorded: Recorded) -> str | None:
        # An event that is another table's is nothing here.
        change = _change(recorded)
        return change.key_of(recorded) if change and change.table is table else None

    def evolve(row: Any, recorded: Recorded) -> Any:
        change = _change(recorded)
        return change.evolve(row, recorded.data, recorded) if change else row

    return Projection(key_of, evolve)


def _reaction(recorded: Recorded) -> RowReaction[Event]:
    return REACTIONS.get(type(recorded.data), _NO_REACTION)


def _change(recorded: Recorded) -> RowChange[Event] | None:
    return _reaction(recorded).rows


def _subjects(events: Sequence[Recorded]) -> list[CaseSubject]:
    """Return what the cases opened by `events` are about."""
    return [
        subject(event.data, event)
        for event in events
        if (subject := _reaction(event).subject) is not None
    ]


def _people(events: Sequence[Recorded]) -> list[PeopleWords]:
    """Return what `events` tell of customers' people."""
    return [
        people(event.data, event)
        for event in events
        if (people := _reaction(event).people) is not None
    ]


def _facts(events: Sequence[Recorded]) -> list[RecordedFact]:
    """Return what `events` tell of customers' accounts."""
    return [
        RecordedFact(event, fact(event.data))
        for event in events
        if (fact := _reaction(event).fact) is not None
    ]


def _erased(events: Sequence[Recorded]) -> list[ErasedPerson]:
    """Return who was erased, as `events` say."""
    return [
        erased(event.data, event)
        for event in events
        if (erased := _reaction(event).erased) is not None
    ]


def _who_gave_reasons(events: Sequence[Recorded]) -> set[str]:
    """Return whose reasons for late answers came by `events`."""
    people = [
        reason(event.data)
        for event in events
        if (reason := _reaction(event).late_reason) is not None
    ]
    return {person for person in people if person is not None}
