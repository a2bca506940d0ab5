"""Ranks the plans by whose cases are worked on first (CP-21)."""

from careplans.terms import TermsCatalogue
from events.catalogue.terms import Promise


def queue_rank(promise: Promise, catalogue: TermsCatalogue) -> int:
    """Return the plan's rank in the queue, 1 first, by the terms that the promise was made under.

    Raises UnknownTerms.
    """
    return catalogue.version(promise.terms_version).plan(promise.plan).queue_rank
