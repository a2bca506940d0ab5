"""Lists which rows change when events come in; nothing else happens.

`REACTIONS` is all of it. What each event makes of a row is in `projections/project_*.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from events.catalogue.entry import Owner
from events.consumer.reaction import Batch
from events.store.connection import Connection
from reporting.adapters.history_table import HISTORY_BY_OWNER, HistoryTable
from reporting.adapters.write_history import write_history, write_subjects
from webapi.case_readers import CaseReaders

REACTIONS: Final[Mapping[Owner, Sequence[HistoryTable[Any]]]] = HISTORY_BY_OWNER
"""Whose events change which tables; intake's change what cases are about, too."""


@dataclass(frozen=True, slots=True)
class ProjectEvents:
    """The reaction to one owner's topic: rows, in the transaction that moves the checkpoint."""

    schema: str
    tables: Sequence[HistoryTable[Any]]
    subjects: bool = False

    async def apply(self, batch: Batch[Connection]) -> None:
        """Change the rows that the batch is about."""
        for table in self.tables:
            await write_history(batch.tx, self.schema, table, batch.events)
        if self.subjects:
            await write_subjects(batch.tx, self.schema, batch.events)
            await CaseReaders(self.schema).take_liaisons(batch.tx, batch.events)


def reactions(schema: str) -> dict[Owner, ProjectEvents]:
    """Return the reaction to each topic, by its owner."""
    return {
        owner: ProjectEvents(schema, tables, subjects=owner == "intake")
        for owner, tables in REACTIONS.items()
    }
