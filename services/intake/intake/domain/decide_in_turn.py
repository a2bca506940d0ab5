"""Several decisions as one, each made on what the ones before it left: for what must be recorded
together or not at all.
"""

from collections.abc import Callable, Sequence
from functools import reduce
from typing import TypeVar

from events.event import Event

State = TypeVar("State")
E = TypeVar("E", bound=Event)
Decision = Callable[[State | None], Sequence[E]]


def decide_in_turn(
    decisions: Sequence[Decision[State, E]],
    state: State | None,
    evolve: Callable[[State | None, E], State],
) -> list[E]:
    """The events of all of them. Raises what the first one raises that refuses."""
    events: list[E] = []
    for decision in decisions:
        new = decision(state)
        state = reduce(evolve, new, state)
        events.extend(new)
    return events
