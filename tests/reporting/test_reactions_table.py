"""The table of reactions: every event that exists changes a row, or is ignored for a reason."""

import pytest

from events.catalogue.entries import ENTRIES
from events.catalogue.entry import Entry
from reporting.adapters.history_table import HISTORY_BY_OWNER
from reporting.reactions.reactions_table import IGNORED, REACTIONS
from reporting.reactions.row_reaction import RowReaction

BY_KIND = {entry.type: entry for entry in ENTRIES}


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_every_event_changes_something_or_is_ignored_for_a_reason(entry: Entry) -> None:
    reaction = REACTIONS.get(entry.type)
    assert (reaction is None) != (entry.type not in IGNORED)
    assert reaction != RowReaction()


def test_no_row_is_about_an_event_that_does_not_exist() -> None:
    assert {*REACTIONS, *IGNORED} <= BY_KIND.keys()


def test_an_event_changes_a_table_of_its_owners_topic() -> None:
    """No order is given between topics, so no table may take from two."""
    owners = {table.name: owner for owner, tables in HISTORY_BY_OWNER.items() for table in tables}
    changed = {kind: reaction.rows for kind, reaction in REACTIONS.items() if reaction.rows}
    assert {kind: owners[rows.table.name] for kind, rows in changed.items()} == {
        kind: BY_KIND[kind].owner for kind in changed
    }
