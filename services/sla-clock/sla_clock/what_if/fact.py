"""What a what-if has to know of a case: how it was opened, and what changes its first response.

Nobody's words are in it, and nobody's name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from events.catalogue import case_events as case
from events.catalogue.terms import CalendarRef, Priority, Promise
from events.event import Event

FactKind = Literal[
    "responded",
    "workaround-provided",
    "resolved",
    "information-requested",
    "information-provided",
    "contact-unreachable",
    "contact-reachable",
    "priority-changed",
    "excluded",
    "included",
    "closed",
    "claim-accepted",
    "followed-calendar",
]
"""What changes the verdict about a first response, and nothing else.

All but the last two are events of intake's cases that the clock reacts to; one of another kind (a
case is reopened, taken, handed over) changes no first response. The last two are the clock's own:
by an accepted claim the answer was given in time, and the breach is withdrawn (CP-27c); and a later
version of the calendar took the place of the one that the deadline counted by (CP-25).
"""

KIND_OF: Final[Mapping[type[Event], FactKind]] = {
    case.CaseResponded: "responded",
    case.WorkaroundProvided: "workaround-provided",
    case.CaseResolved: "resolved",
    case.InformationRequested: "information-requested",
    case.InformationProvided: "information-provided",
    case.ContactUnreachable: "contact-unreachable",
    case.ContactReachable: "contact-reachable",
    case.CasePriorityChanged: "priority-changed",
    case.CaseExcluded: "excluded",
    case.CaseIncluded: "included",
    case.CaseClosed: "closed",
}
"""The kind of each event of a case that changes its first response."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A case as it was opened, and the promise that was frozen then (CP-2, CP-25)."""

    case_id: str
    opened_at: datetime
    priority: Priority
    promise: Promise


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that happened to a case `at`, by the word of whoever recorded it at `recorded_at`.

    The facts of a case are in the order of `recorded_at` and, at one instant, of `seq`. `value` is
    the new priority, or the code of an exclusion. `claim-accepted` is recorded when the claim was
    accepted, and its `at` is when the answer is said to have been given.

    `followed-calendar` is the switch to `calendar` at the instant `at`. It stands behind the event
    of the case that the clock had applied last by then, with that one's `seq` and `recorded_at`:
    what was recorded before the switch and came to the clock after it follows it here, too.
    """

    case_id: str
    seq: int
    recorded_at: datetime
    kind: FactKind
    at: datetime
    value: str | None = None
    calendar: CalendarRef | None = None


def in_order(fact: Fact) -> tuple[datetime, int, bool, datetime]:
    """Return what the facts of a case are sorted by."""
    follows = fact.kind == "followed-calendar"
    # Of the others two at one place are one: only switches are told apart by their time.
    return fact.recorded_at, fact.seq, follows, fact.at if follows else fact.recorded_at
