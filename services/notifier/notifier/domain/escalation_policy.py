"""An escalation policy: the newest definition of an id is the state."""

from typing import Final, assert_never

from events.catalogue.on_call_events import EscalationPolicyDefined

PolicyEvent = EscalationPolicyDefined
INITIAL: Final[EscalationPolicyDefined | None] = None


def evolve(policy: EscalationPolicyDefined | None, event: PolicyEvent) -> EscalationPolicyDefined:
    """Return the policy after an event."""
    del policy  # a definition is whole: nothing of the one before stays
    match event:
        case EscalationPolicyDefined():
            return event
        case _:
            assert_never(event)
