"""The decider of who is certified for a plan's cases, and the one stream that holds it (CP-21)."""

from typing import Final

from events.catalogue.certification_events import EngineersCertified
from events.command_runner import Decider, load
from events.event import Event
from intake.adapters.streams import Store
from intake.domain import certified_engineers, certify_engineers
from intake.domain.certified_engineers import Certifications
from intake.domain.certify_engineers import CertifyEngineers

# One stream for all plans: whoever gives a case away reads it.
STREAM: Final = "certified-engineers"
ROUTING_KEY: Final = "certified-engineers"


def _evolve(certifications: Certifications, event: Event) -> Certifications:
    assert isinstance(event, EngineersCertified), "the stream holds nothing else"
    return certified_engineers.evolve(certifications, event)


CERTIFYING_ENGINEERS: Final[Decider[CertifyEngineers, Certifications]] = Decider(
    certified_engineers.INITIAL, certify_engineers.decide, _evolve
)


async def load_certifications(store: Store) -> Certifications:
    """Return who is certified for which plan's cases."""
    certifications, _ = await load(store, CERTIFYING_ENGINEERS, STREAM, ROUTING_KEY)
    return certifications
