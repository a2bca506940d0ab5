"""Gives the customers and people of a log their ids, and refuses two that would share one."""

from collections.abc import Iterable

from intake.history.incidents import Incident
from intake.history.slug import slug

UNKNOWN_LOCATION = "unknown-location"
UNKNOWN_CALLER = "unknown-caller"


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
    return "?" if name is None else repr(name)
