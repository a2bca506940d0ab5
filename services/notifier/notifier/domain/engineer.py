"""An engineer who can be paged: the newest definition of an id is the state."""

from typing import Final, assert_never

from events.catalogue.on_call_events import (
    EngineerDefined,
    EngineerDetails,
    EngineerPersonalDataErased,
)
from events.sealing.stand_ins import ERASED, stand_in

EngineerEvent = EngineerDefined | EngineerPersonalDataErased
INITIAL: Final[EngineerDefined | None] = None


def evolve(engineer: EngineerDefined | None, event: EngineerEvent) -> EngineerDefined:
    """Return the engineer after an event."""
    del engineer  # a definition is whole: nothing of the one before stays
    match event:
        case EngineerDefined():
            return event
        case EngineerPersonalDataErased():
            return erased_engineer(event)
        case _:
            assert_never(event)


def erased_engineer(event: EngineerPersonalDataErased) -> EngineerDefined:
    """Return what is left of an engineer: an id that nobody can be reached by."""
    return EngineerDefined(
        engineer_id=event.engineer_id, personal=stand_in(EngineerDetails, ERASED)
    )
