"""Answers each person by what it may read of a deadline."""

from sla_clock.domain.as_customers_read import as_customers_read
from sla_clock.domain.deadline import Deadline
from webapi.identity import Identity


def as_read_by(identity: Identity, deadline: Deadline) -> Deadline:
    """Return the deadline as this person may read it, for an answer to be made of."""
    return as_customers_read(deadline) if identity.role == "contact" else deadline
