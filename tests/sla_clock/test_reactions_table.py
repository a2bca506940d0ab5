"""The table of reactions: each line gets the event that it is for, and an empty run of records
changes nothing.
"""

import pytest

from events.catalogue.case_events import CaseClosed, CaseOpened
from events.catalogue.entries import ENTRIES
from events.event import Recorded
from sla_clock.reactions.fold_batch import fold_batch
from sla_clock.reactions.on_event import WrongReaction
from sla_clock.reactions.reactions_table import REACTIONS
from tests.sla_clock.promises import at, opened, record

MONDAY = at("2026-11-16 09:00")


def test_a_reaction_refuses_an_event_that_it_is_not_for() -> None:
    closed: Recorded = record(CaseClosed(case_id="c1", closed_at=MONDAY), "c1", 1, MONDAY)
    with pytest.raises(WrongReaction):
        REACTIONS[CaseOpened](closed, None)


def test_every_line_is_an_event_of_intakes_cases() -> None:
    cases = {entry.type for entry in ENTRIES if entry.name.startswith("intake.case.")}
    assert set(REACTIONS) <= cases


def test_no_records_change_nothing() -> None:
    known = fold_batch({}, [record(opened("c1", MONDAY), "c1", 1, MONDAY)], MONDAY)
    assert fold_batch(known, [], MONDAY) == known
