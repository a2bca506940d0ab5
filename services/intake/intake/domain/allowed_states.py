"""In which states of a case a command is allowed: one table."""

from collections.abc import Mapping

from intake.domain.case import Case, Status, existing
from intake.domain.errors import NotAllowedInState

_LIVE: tuple[Status, ...] = ("open", "waiting-on-customer", "worked-around")
_NOT_YET_HELPED: tuple[Status, ...] = ("open", "waiting-on-customer")
_NOT_CLOSED: tuple[Status, ...] = (*_LIVE, "resolved", "excluded")

ALLOWED_IN: Mapping[str, tuple[Status, ...]] = {
    "join": _NOT_YET_HELPED,
    "respond": (*_LIVE, "resolved"),
    "comment": _NOT_CLOSED,
    "note": (*_NOT_CLOSED, "closed"),
    "assign": _LIVE,
    "hand-over": _LIVE,
    "escalate": _LIVE,
    "change-priority": _LIVE,
    "request-information": ("open", "worked-around"),
    "provide-information": ("waiting-on-customer",),
    "mark-unreachable": _LIVE,
    "mark-reachable": _LIVE,
    "add-team-contact": _NOT_CLOSED,
    "reproduce": _LIVE,
    "exclude": _LIVE,
    "provide-workaround": ("open", "waiting-on-customer"),
    "resolve": _LIVE,
    "reopen": ("resolved",),
    "close": _NOT_CLOSED,
}


def ready_for(command: str, case: Case | None) -> Case:
    """The case, where it exists and is in a state that takes `command`.

    Raises Unknown or NotAllowedInState.
    """
    found = existing(case)
    allowed = ALLOWED_IN[command]
    if found.status not in allowed:
        raise NotAllowedInState(command, found.status, allowed)
    return found
