"""The decider of how support is reached, and the one stream that holds its changes (CP-15)."""

from typing import Final

from events.catalogue.support_events import SupportAccessChanged
from events.command_runner import Decider, load
from events.event import Event
from intake.adapters.streams import Store
from intake.domain import change_support_access, support_access
from intake.domain.change_support_access import ChangeSupportAccess
from intake.domain.support_access import SupportChanges

# One stream: there are few changes, and each of them concerns all customers.
STREAM: Final = "support-access"
ROUTING_KEY: Final = "support-access"


def _evolve(changes: SupportChanges, event: Event) -> SupportChanges:
    assert isinstance(event, SupportAccessChanged), "the stream holds nothing else"
    return support_access.evolve(changes, event)


CHANGING_SUPPORT_ACCESS: Final[Decider[ChangeSupportAccess, SupportChanges]] = Decider(
    support_access.INITIAL, change_support_access.decide, _evolve
)


async def load_support_changes(store: Store) -> SupportChanges:
    """Return what was changed of how support is reached."""
    changes, _ = await load(store, CHANGING_SUPPORT_ACCESS, STREAM, ROUTING_KEY)
    return changes
