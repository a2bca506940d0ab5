"""Raises a page: freezes its chain, and begins the first step unless it has to wait."""

from dataclasses import dataclass

from events.catalogue.page_events import PageRaised
from events.event import Event
from notifier.domain.escalate_page import Moment, begin_step
from notifier.domain.on_call_directory import OnCallDirectory
from notifier.domain.page import Page, evolve


@dataclass(frozen=True, slots=True, kw_only=True)
class RaisePage:
    """`raised` is the whole page with its chain; an empty chain reaches nobody."""

    raised: PageRaised
    moment: Moment
    directory: OnCallDirectory


def raise_page(command: RaisePage, page: Page) -> list[Event]:
    """Raise the page, unless it was raised before: one cause is one page."""
    if page.status != "none":
        return []
    raised = command.raised
    if raised.steps and raised.steps[0].after_s > 0:
        return [raised]
    return [raised, *begin_step(evolve(page, raised), (0, 0), command.moment, command.directory)]
