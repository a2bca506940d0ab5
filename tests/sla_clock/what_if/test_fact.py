"""A what-if knows of a case exactly what changes its first response."""

from typing import get_args

from events.catalogue.case_events import CaseOpened
from sla_clock.reactions.reactions_table import REACTIONS
from sla_clock.what_if.fact import KIND_OF, FactKind


def test_each_event_that_the_clock_reacts_to_has_a_kind() -> None:
    assert set(KIND_OF) == set(REACTIONS) - {CaseOpened}


def test_each_kind_is_of_one_event_but_the_clocks_own() -> None:
    assert sorted([*KIND_OF.values(), "claim-accepted", "followed-calendar"]) == sorted(
        get_args(FactKind)
    )
