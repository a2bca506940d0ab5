"""The deciders of API keys, and the one stream that holds all of them."""

from events.command_runner import Decider
from events.event import Event
from intake.domain import api_keys, issue_api_key, note_api_key_use, revoke_api_key
from intake.domain.api_keys import ApiKeyEvent, ApiKeys
from intake.domain.issue_api_key import IssueApiKey
from intake.domain.note_api_key_use import NoteApiKeyUse
from intake.domain.revoke_api_key import RevokeApiKey

# One stream: an issuer has tens of keys, and whoever checks one reads all of them at once.
STREAM = ROUTING_KEY = "api-keys"


def evolve_keys(keys: ApiKeys, event: Event) -> ApiKeys:
    """Return the keys after one more event of their stream."""
    assert isinstance(event, ApiKeyEvent), "the stream of keys holds nothing else"
    return api_keys.evolve(keys, event)


ISSUING_KEY: Decider[IssueApiKey, ApiKeys] = Decider(
    api_keys.INITIAL, issue_api_key.decide, evolve_keys
)
REVOKING_KEY: Decider[RevokeApiKey, ApiKeys] = Decider(
    api_keys.INITIAL, revoke_api_key.decide, evolve_keys
)
NOTING_KEY_USE: Decider[NoteApiKeyUse, ApiKeys] = Decider(
    api_keys.INITIAL, note_api_key_use.decide, evolve_keys
)
