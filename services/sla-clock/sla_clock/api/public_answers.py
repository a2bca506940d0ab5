"""Answers each person by what it may read of a deadline."""

from collections.abc import Sequence

from events.catalogue.terms import Goal
from sla_clock.domain.as_customers_read import CUSTOMERS_GOALS, as_customers_read
from sla_clock.domain.deadline import GOALS, Deadline
from webapi.identity import Identity


def as_read_by(identity: Identity, deadline: Deadline) -> Deadline:
    """Return the deadline as this person may read it, for an answer to be made of."""
    return as_customers_read(deadline) if identity.role == "contact" else deadline


def goals_read_by(identity: Identity) -> Sequence[Goal]:
    """Return the goals of which this person may read."""
    return CUSTOMERS_GOALS if identity.role == "contact" else GOALS
