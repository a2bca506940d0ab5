"""Gives a page that was raised without a chain the one that a newer rule leads to."""

from dataclasses import dataclass

from events.catalogue.page_events import PageRouted
from events.event import Event
from notifier.domain.escalate_page import Moment, begin_step
from notifier.domain.on_call_directory import OnCallDirectory
from notifier.domain.page import Page, evolve
from notifier.domain.whole_chain import Chain


@dataclass(frozen=True, slots=True, kw_only=True)
class ReroutePage:
    """`chain` is what the rules lead to now."""

    chain: Chain
    moment: Moment
    directory: OnCallDirectory


def reroute_page(command: ReroutePage, page: Page) -> list[Event]:
    """Freeze the chain and begin it.

    Nothing happens if the page has one, is taken or is over, or no rule was made.
    """
    chain, moment = command.chain, command.moment
    if page.status not in ("raised", "exhausted") or page.steps or not chain.steps:
        return []
    routed = PageRouted(
        page_id=page.page_id,
        policy_id=chain.policy_id,
        steps=chain.steps,
        ring_again_after_s=chain.ring_again_after_s,
        at=moment.now,
    )
    if chain.steps[0].after_s > 0:
        return [routed]
    # From the page as it is after the event: before it there are no steps to begin.
    return [routed, *begin_step(evolve(page, routed), (0, 0), moment, command.directory)]
