"""The deciders of API keys, and the one stream that holds all of them."""

from dataclasses import replace
from typing import TypeVar

from events.command_runner import Decider
from events.event import Event
from intake.domain import api_keys, issue_api_key, revoke_api_key
from intake.domain.api_keys import ApiKey, ApiKeyEvent
from intake.domain.issue_api_key import IssueApiKey
from intake.domain.revoke_api_key import RevokeApiKey

Command = TypeVar("Command")

# One stream: whoever checks keys reads what was added to it since, which is mostly nothing.
STREAM = ROUTING_KEY = "api-keys"


def evolve_key(key: ApiKey | None, event: Event) -> ApiKey:
    """Return a key after one more event of its own."""
    assert isinstance(event, ApiKeyEvent), "the stream of keys holds nothing else"
    return api_keys.evolve(key, event)


ISSUING_KEY: Decider[IssueApiKey, ApiKey | None] = Decider(
    api_keys.INITIAL, issue_api_key.decide, evolve_key
)
REVOKING_KEY: Decider[RevokeApiKey, ApiKey | None] = Decider(
    api_keys.INITIAL, revoke_api_key.decide, evolve_key
)


def about(key_id: str, decider: Decider[Command, ApiKey | None]) -> Decider[Command, ApiKey | None]:
    """Return the decider for one key of the stream: the events of the others are passed over.

    A state of all keys would be copied at each of their events.
    """

    def evolve_own(key: ApiKey | None, event: Event) -> ApiKey | None:
        assert isinstance(event, ApiKeyEvent), "the stream of keys holds nothing else"
        return evolve_key(key, event) if event.key_id == key_id else key

    return replace(decider, evolve=evolve_own)
