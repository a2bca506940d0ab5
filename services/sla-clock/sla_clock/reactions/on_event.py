"""The rows of the table of reactions: an event's type and the function that reacts to it."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias, TypeVar

from events.errors import Refused
from events.event import Event, Recorded
from sla_clock.domain.deadline import Deadline, DeadlineEvent

Kind = TypeVar("Kind", bound=Event)
React: TypeAlias = Callable[[Recorded, Deadline | None], Sequence[DeadlineEvent]]
Reactions: TypeAlias = Mapping[type[Event], React]


class WrongReaction(Refused):
    """A reaction got an event of another type: mend whatever looked it up in the table."""


def on(
    kind: type[Kind], reaction: Callable[[Kind, Deadline | None], Sequence[DeadlineEvent]]
) -> tuple[type[Event], React]:
    """Return a row of the table.

    The type checker makes sure that the reaction takes events of `kind`.
    """
    return on_recorded(kind, lambda event, _, deadline: reaction(event, deadline))


def on_recorded(
    kind: type[Kind], reaction: Callable[[Kind, Recorded, Deadline | None], Sequence[DeadlineEvent]]
) -> tuple[type[Event], React]:
    """Return a row whose reaction also needs to know who recorded the event, and when."""

    def react(record: Recorded, deadline: Deadline | None) -> Sequence[DeadlineEvent]:
        event = record.data
        if not isinstance(event, kind):
            raise WrongReaction(f"expected {kind.__name__}, got {type(event).__name__}")
        return reaction(event, record, deadline)

    return kind, react
