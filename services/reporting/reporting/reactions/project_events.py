"""Applies the table of reactions to what comes in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from events.catalogue.entry import Owner
from events.consumer.reaction import Batch
from events.event import Event, Recorded
from events.store.connection import Connection
from reporting.adapters.history_table import HISTORY_BY_OWNER, HistoryTable
from reporting.adapters.write_history import write_history, write_subjects
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
        # Each table with one read and one write for the whole batch, whatever events are in it.
        for table, projection in self.projections:
            await write_history(batch.tx, self.schema, table, projection, batch.events)
        await write_subjects(batch.tx, self.schema, _subjects(batch.events))
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


def _subjects(events: Sequence[Recorded]) -> dict[str, str]:
    """Return what the cases opened by `events` are about, by case id."""
    return {
        event.key: subject(event.data)
        for event in events
        if (subject := _reaction(event).subject) is not None
    }
