"""Gives the customers and people of a log their ids, and refuses two that would share one."""

from collections.abc import Iterable, Mapping
from uuid import UUID, uuid5

from events.one_line import one_line
from intake.domain.customer import Customer
from intake.history.incidents import Incident
from intake.history.slug import slug

UNKNOWN_LOCATION = "unknown-location"
UNKNOWN_CALLER = "unknown-caller"
_NAMES = UUID("4c8f2f83-0d1c-5f0c-9b53-0a8f5f0f3c2e")


def case_id_of(incident: Incident) -> str:
    """Return the id of the case that the incident becomes: always the same."""
    return str(uuid5(_NAMES, f"{incident.system}/{incident.number}"))


def customer_id_of(incident: Incident) -> str:
    """Return the id of the incident's customer: its location, by the incident's first row."""
    return slug(incident.location or "") or UNKNOWN_LOCATION


def user_id_of(incident: Incident) -> str:
    """Return the id of the user who called."""
    return slug(incident.caller or "") or UNKNOWN_CALLER


def check_names(incidents: Iterable[Incident]) -> None:
    """Raise ValueError if two locations, or two callers of one location, would have the same id.

    Its message has both names.
    """
    seen = list(incidents)
    _check("locations", ((customer_id_of(it), it.location) for it in seen))
    _check("callers", ((f"{customer_id_of(it)}/{user_id_of(it)}", it.caller) for it in seen))


def check_stored(incidents: Iterable[Incident], customers: Mapping[str, Customer]) -> None:
    """Raise ValueError if a customer or caller of the log would become another one that is stored.

    Its message has both names.
    """
    for incident in incidents:
        customer_id, user_id = customer_id_of(incident), user_id_of(incident)
        if customer := customers.get(customer_id):
            locations = ((customer_id, customer.name), (customer_id, location_of(incident)))
            _check("locations", locations)
            if user := customer.users.get(user_id):
                key = f"{customer_id}/{user_id}"
                _check("callers", ((key, user.name), (key, caller_of(incident))))


def location_of(incident: Incident) -> str:
    """Return the name of the incident's customer, in one line."""
    return one_line(incident.location or "") or "Unknown location"


def caller_of(incident: Incident) -> str:
    """Return the name of the user who called, in one line."""
    return one_line(incident.caller or "") or "Unknown caller"


def _check(what: str, named: Iterable[tuple[str, str | None]]) -> None:
    names: dict[str, str | None] = {}
    for identifier, name in named:
        first = names.setdefault(identifier, name)
        if first != name:
            raise ValueError(
                f"the {what} {_shown(first)} and {_shown(name)} would become one ({identifier}):"
                " write them alike, or apart"
            )


def _shown(name: str | None) -> str:
    return "?" if name is None else repr(one_line(name))
