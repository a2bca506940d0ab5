"""Ends a page, by hand or because its reason went away, and says which case events do that."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from events.catalogue.case_events import (
    CaseClosed,
    CaseCommented,
    CaseExcluded,
    CaseHandedOver,
    CaseNoted,
    CasePriorityChanged,
    CaseResolved,
    CaseResponded,
    InformationProvided,
    InformationRequested,
    WorkaroundProvided,
)
from events.catalogue.deadline_events import (
    DeadlineAnsweredLate,
    DeadlineBreachWithdrawn,
    DeadlineCancelled,
    DeadlineMet,
)
from events.catalogue.on_call_events import PageReason
from events.catalogue.page_events import PageAttemptDropped, PageResolved
from events.event import Event
from notifier.domain.errors import PageNotFound, PageOver
from notifier.domain.page import Page

ResolveReason = Literal[
    "by-hand",
    "case-answered",
    "case-closed",
    "deadline-cancelled",
    "clock-sees-again",
    "drill-over",
    "priority-lowered",
    "breach-withdrawn",
    "something-written",
]
WRITTEN = (
    CaseResponded,
    CaseCommented,
    CaseNoted,
    CaseHandedOver,
    InformationRequested,
    InformationProvided,
    WorkaroundProvided,
    CaseResolved,
)
"""The events with which somebody writes in a case."""

_IDLE: frozenset[PageReason] = frozenset({"p1-idle"})
_P1: frozenset[PageReason] = frozenset({"p1-opened", "p1-idle"})
_ALL: frozenset[PageReason] = frozenset(
    {"p1-opened", "p1-idle", "deadline-warned", "deadline-breached"}
)
_BY_HAND: frozenset[PageReason] = frozenset({"by-hand"})
_DEADLINE: frozenset[PageReason] = frozenset({"deadline-warned", "deadline-breached"})

_RELIEFS: dict[type[Event], tuple[ResolveReason, frozenset[PageReason]]] = {
    CaseResponded: ("case-answered", _ALL),
    WorkaroundProvided: ("case-answered", _ALL),
    CaseResolved: ("case-closed", _ALL | _BY_HAND),
    CaseClosed: ("case-closed", _ALL | _BY_HAND),
    CaseExcluded: ("deadline-cancelled", _ALL | _BY_HAND),
    CaseCommented: ("something-written", _IDLE),
    CaseNoted: ("something-written", _IDLE),
    CaseHandedOver: ("something-written", _IDLE),
    InformationRequested: ("something-written", _IDLE),
    InformationProvided: ("something-written", _IDLE),
    DeadlineMet: ("case-answered", _DEADLINE),
    DeadlineAnsweredLate: ("case-answered", _DEADLINE),
    DeadlineBreachWithdrawn: ("breach-withdrawn", _DEADLINE),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvePage:
    """`by` is a person, or this service where the reason went away."""

    by: str
    reason: ResolveReason
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Relief:
    """A case's pages for these reasons are no longer needed."""

    case_id: str
    why: ResolveReason
    reasons: frozenset[PageReason]


def resolve_page(command: ResolvePage, page: Page) -> list[Event]:
    """Raises PageNotFound, and PageOver for a page that is resolved."""
    if page.status == "none":
        raise PageNotFound("there is no such page")
    if page.status == "resolved":
        raise PageOver("the page is resolved already")
    resolved = PageResolved(
        page_id=page.page_id, by=command.by, reason=command.reason, at=command.now
    )
    return [resolved, *(_dropped(page, key, command.now) for key in page.queued)]


def relief_of(event: Event) -> Relief | None:
    """Which pages an event makes needless: an answer, a workaround, an end, an exclusion, or a P1 that is none any more.

    An event about a deadline ends pages about deadlines only: between the two topics there is no order, and a P1 may be newer.
    """
    match event:
        case DeadlineCancelled():
            why: ResolveReason = (
                "case-closed" if event.reason == "case-closed" else "deadline-cancelled"
            )
            return Relief(case_id=event.case_id, why=why, reasons=_DEADLINE)
        case CasePriorityChanged(old="P1"):
            return Relief(case_id=event.case_id, why="priority-lowered", reasons=_P1)
        case _:
            found, case_id = _RELIEFS.get(type(event)), getattr(event, "case_id", None)
            return (
                Relief(case_id=case_id, why=found[0], reasons=found[1])
                if found and case_id
                else None
            )


def _dropped(page: Page, key: str, at: datetime) -> PageAttemptDropped:
    return PageAttemptDropped(page_id=page.page_id, attempt_key=key, reason="resolved", at=at)
