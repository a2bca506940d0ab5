"""Lists what of a case's events is public. An event that is not in the table is internal."""

from collections.abc import Mapping
from typing import Literal, assert_never

from events.catalogue import case_events as case
from events.catalogue import certification_events as certification
from events.catalogue import service_events as service
from events.catalogue import support_events as support
from events.event import Event

Audience = Literal["vendor", "customer", "figures"]
"""Who reads: the vendor's people, a customer's people, or those who only count."""

PUBLIC: Mapping[type[Event], tuple[str, ...]] = {
    case.CaseOpened: (
        "case_id",
        "number",
        "customer_id",
        "reporter_id",
        "priority",
        "channel",
        "area",
        "opened_at",
        "promise",
        "personal",
    ),
    case.PhoneCallJoined: ("case_id", "caller_id", "called_at", "personal"),
    case.PhoneCallDated: ("case_id", "caller_id", "told_at"),
    case.ReachNamed: ("case_id", "user_id", "named_at", "personal"),
    case.CaseResponded: ("case_id", "responded_at", "first", "personal"),
    case.CaseCommented: ("case_id", "author_id", "by_customer", "personal"),
    case.CaseFileAdded: (
        "case_id",
        "author_id",
        "by_customer",
        "size",
        "sha256",
        "added_at",
        "personal",
    ),
    case.CaseEscalated: ("case_id", "level"),
    case.CasePriorityChanged: ("case_id", "old", "new", "changed_at"),
    case.InformationRequested: ("case_id", "requested_at", "personal"),
    case.InformationProvided: ("case_id", "provided_at", "personal"),
    case.ContactUnreachable: ("case_id", "unreachable_at"),
    case.ContactReachable: ("case_id", "reachable_at"),
    case.TeamContactAdded: ("case_id", "user_id"),
    case.TeamContactRemoved: ("case_id", "user_id"),
    case.CaseReproduced: ("case_id", "reproduced", "on_version"),
    case.CaseExcluded: ("case_id", "code", "excluded_at"),
    case.CaseIncluded: ("case_id", "included_at", "answered"),
    case.WorkaroundProvided: ("case_id", "provided_at", "personal"),
    case.CaseResolved: ("case_id", "resolved_at", "personal"),
    case.CaseReopened: ("case_id", "reopened_at", "personal"),
    case.CaseClosed: ("case_id", "closed_at"),
    service.LikelyNoCaseMarked: ("case_id",),
    service.EdiTopicNamed: ("case_id", "topic", "service"),
    service.ServiceRequested: (
        "case_id",
        "service_request_id",
        "customer_id",
        "kind",
        "hourly",
        "author_id",
        "by_customer",
        "requested_at",
        "personal",
    ),
    service.ServiceRequestMoved: (
        "case_id",
        "service_request_id",
        "state",
        "author_id",
        "by_customer",
        "moved_at",
        "personal",
    ),
}
"""Event -> the fields that a customer's people may read."""

NEWS: Mapping[type[Event], tuple[str, ...]] = {
    support.SupportAccessChanged: (
        "change_id",
        "valid_from",
        "language",
        "portal",
        "procedure",
        "vendor_country_number",
        "elsewhere_number",
        "opens",
        "closes",
        "changed_at",
    ),
}
"""Event -> the fields that every customer's authorized contacts may read: it is about no case, and
about all customers (CP-15).
"""

INTERNAL: frozenset[type[Event]] = frozenset(
    {
        case.CaseNoted,
        case.CaseAssigned,
        case.CaseHandedOver,
        case.CaseReleased,
        certification.GivenToUncertified,
        case.CaseMovedAhead,
        case.CaseMovedBack,
        case.LikelyTwinMarked,
    }
)
"""The events that a customer never hears of.

Only a test reads this: an event in neither table is internal, too.
"""

WRITTEN: frozenset[str] = frozenset({"personal", "reason", "late_reason"})
"""The fields that hold what a person wrote, which those who only count do not read."""

SUPPORT = "support"
"""Stands for the person of the vendor's who wrote something."""


def shown_fields(
    kind: type[Event], fields: tuple[str, ...], audience: Audience
) -> tuple[str, ...] | None:
    """Return which `fields` the audience may read; None if it may not even know of the event."""
    match audience:
        case "vendor":
            return fields
        case "figures":
            return tuple(field for field in fields if field not in WRITTEN)
        case "customer":
            public = PUBLIC.get(kind) or NEWS.get(kind)
            return None if public is None else tuple(field for field in fields if field in public)
        case _:
            assert_never(audience)
