"""Ends a page, by hand or because its reason went away, and says which case events do that."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from events.catalogue.case_events import CaseClosed, CaseExcluded, CasePriorityChanged, CaseResolved, CaseResponded
from events.catalogue.deadline_events import DeadlineAnsweredLate, DeadlineCancelled, DeadlineMet
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
]
_ALL: frozenset[PageReason] = frozenset({"p1-opened", "deadline-warned", "deadline-breached"})
_DEADLINE: frozenset[PageReason] = frozenset({"deadline-warned", "deadline-breached"})


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
    resolved = PageResolved(page_id=page.page_id, by=command.by, reason=command.reason, at=command.now)
    return [resolved, *(_dropped(page, key, command.now) for key in page.queued)]


def relief_of(event: Event) -> Relief | None:
    """Which pages an event makes needless: an answer, an end, an exclusion, or a P1 that is none any more.

    An event about a deadline ends pages about deadlines only: between the two topics there is no order, and a P1 may be newer.
    """
    match event:
        case CaseResponded():
            return Relief(case_id=event.case_id, why="case-answered", reasons=_ALL)
        case CaseResolved() | CaseClosed():
            return Relief(case_id=event.case_id, why="case-closed", reasons=_ALL)
        case CaseExcluded():
            return Relief(case_id=event.case_id, why="deadline-cancelled", reasons=_ALL)
        case DeadlineMet() | DeadlineAnsweredLate():
            return Relief(case_id=event.case_id, why="case-answered", reasons=_DEADLINE)
        case DeadlineCancelled():
            why: ResolveReason = "case-closed" if event.reason == "case-closed" else "deadline-cancelled"
            return Relief(case_id=event.case_id, why=why, reasons=_DEADLINE)
        case CasePriorityChanged(old="P1"):
            return Relief(case_id=event.case_id, why="priority-lowered", reasons=frozenset({"p1-opened"}))
        case _:
            return None


def _dropped(page: Page, key: str, at: datetime) -> PageAttemptDropped:
    return PageAttemptDropped(page_id=page.page_id, attempt_key=key, reason="resolved", at=at)
