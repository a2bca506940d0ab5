"""Decides what a page does when its wait is over: goes on along its chain, or rings again."""

from dataclasses import dataclass

from careplans.say_length import say_roughly
from events.catalogue.page_events import PageStepFailed
from events.event import Event
from notifier.domain.escalate_page import Moment, begin_step, next_stage, restart_chain
from notifier.domain.on_call_directory import OnCallDirectory
from notifier.domain.page import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class ContinueChain:
    """The wait after the current step, the acknowledgement or the chain's end is over."""

    moment: Moment
    directory: OnCallDirectory


def continue_chain(command: ContinueChain, page: Page) -> list[Event]:
    """Repeat the step, begin the next, or end the chain; ring again if that is due (CP-26).

    A resolved page does nothing.
    """
    match page.status:
        case "raised":
            return _go_on(command, page)
        case "acknowledged" | "exhausted" if page.ring_again_after_s is not None and page.steps:
            return _ring_again(command, page)
        case _:
            return []


def _go_on(command: ContinueChain, page: Page) -> list[Event]:
    """Begin the next stage.

    If all messages failed, another round would fail too, so the next step begins at once.
    """
    if not page.all_messages_failed:
        return begin_step(page, next_stage(page), command.moment, command.directory)
    now = command.moment.now
    failed = PageStepFailed(page_id=page.page_id, step=page.step, round=page.round, at=now)
    return [failed, *begin_step(page, (page.step + 1, 0), command.moment, command.directory)]


def _ring_again(command: ContinueChain, page: Page) -> list[Event]:
    moment, directory = command.moment, command.directory
    if page.acknowledged_by is None or page.acknowledged_at is None:
        note = "the chain ended and nobody acknowledged: it begins again"
        return restart_chain(page, "chain-ended", note, moment, directory)
    since = say_roughly(moment.now - page.acknowledged_at)
    name = directory.name_of(page.acknowledged_by)
    note = f"acknowledged {since} ago by {name}, and there is still no answer"
    return restart_chain(page, "no-answer", note, moment, directory)
