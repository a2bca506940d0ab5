"""An engineer who can be paged: the newest definition of an id is the state."""

from typing import Final, assert_never

from events.catalogue.on_call_events import EngineerDefined

EngineerEvent = EngineerDefined
INITIAL: Final[EngineerDefined | None] = None


def evolve(engineer: EngineerDefined | None, event: EngineerEvent) -> EngineerDefined:
    """Return the engineer after an event."""
    del engineer  # a definition is whole: nothing of the one before stays
    match event:
        case EngineerDefined():
            return event
        case _:
            assert_never(event)
