"""Makes one decision of several, each made on the state that the ones before it led to.

It is for what must be recorded together or not at all.
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
    evolve: Callable[[State | None, E], State | None],
) -> list[E]:
    """Return the events of all decisions. Raises what the first refusal raises."""
    events: list[E] = []
    for decision in decisions:
        new = decision(state)
        state = reduce(evolve, new, state)
        events.extend(new)
    return events
