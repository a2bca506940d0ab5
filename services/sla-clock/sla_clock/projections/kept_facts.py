"""What of a case's events a what-if needs again: times, codes and priorities, nobody's words.

The rows of deadlines forget waits and priorities after a verdict; these do not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from events.catalogue import case_events
from events.catalogue.terms import Priority, Promise
from events.event import Event, Recorded


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptOpening:
    """A case as it was opened, with what was promised for it; all times are aware."""

    case_id: str
    shard: int
    seq: int
    recorded_at: datetime
    opened_at: datetime
    customer_id: str
    number: str
    priority: Priority
    imported: bool
    promise: Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFact:
    """Something that happened to a case `at`, and was recorded then or later.

    `kind` is one of `KINDS`; `value` is the new priority, the code of an exclusion, or empty.
    """

    case_id: str
    seq: int
    shard: int
    recorded_at: datetime
    kind: str
    at: datetime
    value: str


KeptEvent = (
    case_events.CaseResponded
    | case_events.WorkaroundProvided
    | case_events.CaseResolved
    | case_events.InformationRequested
    | case_events.InformationProvided
    | case_events.ContactUnreachable
    | case_events.ContactReachable
    | case_events.CasePriorityChanged
    | case_events.CaseExcluded
    | case_events.CaseIncluded
    | case_events.CaseClosed
    | case_events.CaseReopened
    | case_events.CaseAssigned
    | case_events.CaseHandedOver
    | case_events.CaseReleased
)

KINDS: Mapping[type[Event], str] = {
    case_events.CaseResponded: "responded",
    case_events.WorkaroundProvided: "workaround-provided",
    case_events.CaseResolved: "resolved",
    case_events.InformationRequested: "information-requested",
    case_events.InformationProvided: "information-provided",
    case_events.ContactUnreachable: "contact-unreachable",
    case_events.ContactReachable: "contact-reachable",
    case_events.CasePriorityChanged: "priority-changed",
    case_events.CaseExcluded: "excluded",
    case_events.CaseIncluded: "included",
    case_events.CaseClosed: "closed",
    case_events.CaseReopened: "reopened",
    case_events.CaseAssigned: "assigned",
    case_events.CaseHandedOver: "handed-over",
    case_events.CaseReleased: "released",
}
"""How a fact of each event is named where it is kept."""


def kept_openings(records: Sequence[Recorded]) -> list[KeptOpening]:
    """Return the cases that these records open."""
    return [
        KeptOpening(
            case_id=opened.case_id,
            shard=record.shard,
            seq=record.seq,
            recorded_at=record.recorded_at,
            opened_at=opened.opened_at,
            customer_id=opened.customer_id,
            number=opened.number,
            priority=opened.priority,
            imported=record.meta.imported,
            promise=opened.promise,
        )
        for record in records
        if isinstance(opened := record.data, case_events.CaseOpened)
    ]


def kept_facts(records: Sequence[Recorded]) -> list[KeptFact]:
    """Return what is kept of these records, in their order."""
    return [
        KeptFact(
            case_id=event.case_id,
            seq=record.seq,
            shard=record.shard,
            recorded_at=record.recorded_at,
            kind=KINDS[type(event)],
            at=_at(event, record),
            value=_value(event),
        )
        for record in records
        if isinstance(event := record.data, KeptEvent)
    ]


def _at(event: KeptEvent, record: Recorded) -> datetime:
    """Return when it happened, by the word of whoever recorded it."""
    match event:
        case (
            case_events.CaseResponded(responded_at=at)
            | case_events.WorkaroundProvided(provided_at=at)
            | case_events.CaseResolved(resolved_at=at)
            | case_events.InformationRequested(requested_at=at)
            | case_events.InformationProvided(provided_at=at)
            | case_events.ContactUnreachable(unreachable_at=at)
            | case_events.ContactReachable(reachable_at=at)
            | case_events.CasePriorityChanged(changed_at=at)
            | case_events.CaseExcluded(excluded_at=at)
            | case_events.CaseIncluded(included_at=at)
            | case_events.CaseClosed(closed_at=at)
            | case_events.CaseReopened(reopened_at=at)
        ):
            return at
        case case_events.CaseAssigned() | case_events.CaseHandedOver() | case_events.CaseReleased():
            # They name no other time.
            return record.recorded_at
        case _:
            assert_never(event)


def _value(event: KeptEvent) -> str:
    match event:
        case case_events.CasePriorityChanged():
            return event.new
        case case_events.CaseExcluded():
            return event.code
        case case_events.CaseIncluded():
            return "answered" if event.answered else ""
        case _:
            return ""
