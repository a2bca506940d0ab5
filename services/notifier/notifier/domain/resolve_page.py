"""Ends a page, by hand or because its reason went away."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from events.catalogue.on_call_events import PageReason
from events.catalogue.page_events import PageAttemptDropped, PageResolved
from events.catalogue.terms import Goal
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
    "case-covered",
    "cover-ended",
    "worked-around",
    "goal-reached",
]
ABOUT_IDLE_CASE: frozenset[PageReason] = frozenset({"p1-idle"})
ABOUT_COVER: frozenset[PageReason] = frozenset({"cover-warned", "cover-breached"})
ABOUT_GOAL: Mapping[Goal, frozenset[PageReason]] = {
    "next_update": frozenset({"next-update-warned", "next-update-breached"}),
    "workaround": frozenset({"workaround-warned", "workaround-breached"}),
    "resolution": frozenset({"resolution-warned", "resolution-breached"}),
}
"""The pages about goals that only some vendors promise; an answer ends none of them by itself."""
ABOUT_GOALS: frozenset[PageReason] = frozenset().union(*ABOUT_GOAL.values())
ABOUT_P1: frozenset[PageReason] = ABOUT_COVER | {"p1-opened", "p1-idle"}
ABOUT_DEADLINE: frozenset[PageReason] = frozenset({"deadline-warned", "deadline-breached"})
ABOUT_CASE: frozenset[PageReason] = ABOUT_P1 | ABOUT_DEADLINE
ABOUT_ANSWER: frozenset[PageReason] = ABOUT_CASE - ABOUT_COVER
"""What an answer ends: whoever answered a P1 need not be the one who has it (CP-26)."""
ABOUT_CASE_OR_BY_HAND: frozenset[PageReason] = ABOUT_CASE | ABOUT_GOALS | {"by-hand"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvePage:
    """End the page; `by` is a person, or this service if the reason went away."""

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
    """Resolve the page and drop its queued messages. Raises PageNotFound and PageOver."""
    if page.status == "none":
        raise PageNotFound
    if page.status == "resolved":
        raise PageOver("the page is resolved already")
    resolved = PageResolved(
        page_id=page.page_id, by=command.by, reason=command.reason, at=command.now
    )
    return [resolved, *(_dropped(page, key, command.now) for key in page.queued)]


def _dropped(page: Page, key: str, at: datetime) -> PageAttemptDropped:
    return PageAttemptDropped(page_id=page.page_id, attempt_key=key, reason="resolved", at=at)
