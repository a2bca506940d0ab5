"""Holds the one table of which states of a case allow a command."""

from collections.abc import Mapping
from typing import Literal

from intake.domain.case import Case, existing
from intake.domain.case_progress import LIVE, Status
from intake.domain.errors import NotAllowedInState

CaseCommandName = Literal[
    "join",
    "respond",
    "comment",
    "add-file",
    "note",
    "assign",
    "hand-over",
    "release",
    "escalate",
    "change-priority",
    "move-ahead",
    "move-back",
    "request-information",
    "provide-information",
    "mark-unreachable",
    "mark-reachable",
    "reach",
    "add-team-contact",
    "remove-team-contact",
    "reproduce",
    "request-service",
    "exclude",
    "include",
    "provide-workaround",
    "resolve",
    "reopen",
    "close",
]

_NOT_YET_HELPED: tuple[Status, ...] = ("open", "waiting-on-customer")
_NOT_CLOSED: tuple[Status, ...] = (*LIVE, "resolved", "excluded")

ALLOWED_IN: Mapping[CaseCommandName, tuple[Status, ...]] = {
    # A question to the customer hides a workaround: `join_phone_call` refuses that case itself.
    "join": _NOT_YET_HELPED,
    "respond": (*LIVE, "resolved"),
    "comment": _NOT_CLOSED,
    "add-file": _NOT_CLOSED,
    "note": (*_NOT_CLOSED, "closed"),
    "assign": LIVE,
    "hand-over": LIVE,
    "release": LIVE,
    "escalate": LIVE,
    "change-priority": LIVE,
    "move-ahead": LIVE,
    "move-back": LIVE,
    "request-information": ("open", "worked-around"),
    "provide-information": ("waiting-on-customer",),
    "mark-unreachable": LIVE,
    "mark-reachable": LIVE,
    "reach": LIVE,
    "add-team-contact": _NOT_CLOSED,
    # Also of a closed case: it is about who may read it.
    "remove-team-contact": (*_NOT_CLOSED, "closed"),
    "reproduce": LIVE,
    # Of an excluded case above all: what the plan does not cover (CP-20).
    "request-service": _NOT_CLOSED,
    "exclude": LIVE,
    # Not when it was closed since: nobody waits for an answer then, so no promise comes back.
    "include": ("excluded",),
    "provide-workaround": _NOT_YET_HELPED,
    "resolve": LIVE,
    "reopen": ("resolved",),
    "close": _NOT_CLOSED,
}


def ready_for(command: CaseCommandName, case: Case | None) -> Case:
    """Return the case if it takes `command`. Raises Unknown or NotAllowedInState."""
    case = existing(case)
    allowed = ALLOWED_IN[command]
    if case.status not in allowed:
        raise NotAllowedInState(command, case.status, allowed)
    return case
