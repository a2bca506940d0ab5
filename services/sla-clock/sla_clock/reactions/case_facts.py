"""Says which event of a case a reaction expects, so that a wrong line in the table is a refusal and not a wrong deadline."""

from typing import TypeVar

from events.errors import Refused
from events.event import Event, Recorded

Kind = TypeVar("Kind", bound=Event)


class WrongReaction(Refused):
    """A reaction got an event that it is not for: the table of reactions has a wrong line."""


def fact(record: Recorded, kind: type[Kind]) -> Kind:
    """The record's event, which is of this kind. Raises WrongReaction."""
    if isinstance(record.data, kind):
        return record.data
    raise WrongReaction(f"expected {kind.__name__}, got {type(record.data).__name__}")
