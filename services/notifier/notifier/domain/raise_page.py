"""Raises a page: freezes its chain, and begins the first step where that has no wait before it."""

from dataclasses import dataclass

from events.catalogue.page_events import PageRaised
from events.event import Event
from notifier.domain.escalate_page import Moment, begin_step
from notifier.domain.on_call_directory import OnCallDirectory
from notifier.domain.page import Page, evolve


@dataclass(frozen=True, slots=True, kw_only=True)
class RaisePage:
    """`raised` is the whole page, its chain included; an empty chain means that nobody can be reached at all."""

    raised: PageRaised
    moment: Moment
    directory: OnCallDirectory


def raise_page(command: RaisePage, page: Page) -> list[Event]:
    """Raise it, unless it was raised before: one page for one cause, however often it is asked for."""
    if page.status != "none":
        return []
    raised = command.raised
    if raised.steps and raised.steps[0].after_s > 0:
        return [raised]
    return [raised, *begin_step(evolve(page, raised), (0, 0), command.moment, command.directory)]
