"""Records that a person has the page: no step follows, and what was still to be sent is dropped."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from events.catalogue.page_events import PageAcknowledged, PageAttemptDropped
from events.event import Event
from notifier.domain.errors import AlreadyAcknowledged, PageNotFound, PageOver
from notifier.domain.page import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class AcknowledgePage:
    """`by` has it, told through a signed link or the API."""

    by: str
    via: Literal["link", "api"]
    now: datetime


def acknowledge_page(command: AcknowledgePage, page: Page) -> list[Event]:
    """Record the acknowledgement, also after the chain has ended.

    Raises PageNotFound, PageOver, AlreadyAcknowledged.
    """
    if page.status == "none":
        raise PageNotFound
    if page.status == "resolved":
        raise PageOver
    if page.acknowledged_by is not None and page.acknowledged_at is not None:
        raise AlreadyAcknowledged(page.acknowledged_by, page.acknowledged_at)
    acknowledged = PageAcknowledged(
        page_id=page.page_id, by=command.by, via=command.via, at=command.now
    )
    return [acknowledged, *(_dropped(page, key, command.now) for key in page.queued)]


def _dropped(page: Page, key: str, at: datetime) -> PageAttemptDropped:
    return PageAttemptDropped(page_id=page.page_id, attempt_key=key, reason="acknowledged", at=at)
