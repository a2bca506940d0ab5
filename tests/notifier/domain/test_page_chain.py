"""How a page walks along its chain: whom a step reaches, by what, when, and what comes after it."""

from collections.abc import Sequence
from datetime import timedelta
from functools import reduce

from events.catalogue import page_events
from events.catalogue.on_call_events import EscalationStep
from events.event import Event
from notifier.adapters.deciders import RAISING
from notifier.domain.acknowledge_page import AcknowledgePage, acknowledge_page
from notifier.domain.continue_chain import ContinueChain, continue_chain
from notifier.domain.escalate_page import PATIENCE_S, wait_after
from notifier.domain.page import Page
from notifier.domain.raise_page import RaisePage, raise_page
from tests.notifier.domain.made_up_pages import DIRECTORY, EARLIER, MOMENT, NOW, raised, step


def begun(*steps: EscalationStep) -> list[Event]:
    return raise_page(RaisePage(raised=raised(*steps), moment=MOMENT, directory=DIRECTORY), Page())


def folded(events: Sequence[Event]) -> Page:
    return reduce(RAISING.evolve, events, Page())


def names(events: Sequence[Event]) -> list[str]:
    return [type(event).__name__ for event in events]


def continued(page: Page) -> list[Event]:
    return continue_chain(ContinueChain(moment=MOMENT, directory=DIRECTORY), page)


def test_the_first_step_without_a_wait_begins_at_once_and_reaches_every_contact_method() -> None:
    events = begun(step("front", after_s=0))

    assert names(events) == [
        "PageRaised",
        "PageStepStarted",
        "PageAttemptQueued",
        "PageAttemptQueued",
    ]
    queued = [event for event in events if isinstance(event, page_events.PageAttemptQueued)]
    assert [event.send_at for event in queued] == [EARLIER, EARLIER + timedelta(seconds=60)]
    assert len({event.attempt_key for event in queued}) == 2


def test_a_first_step_with_a_wait_begins_later() -> None:
    events = begun(step("front", after_s=30))

    assert names(events) == ["PageRaised"]
    assert names(continued(folded(events)))[0] == "PageStepStarted"


def test_the_same_message_has_the_same_key_each_time_it_is_decided() -> None:
    assert begun(step("front", after_s=0)) == begun(step("front", after_s=0))


def test_a_step_is_repeated_and_then_followed_by_the_next_and_at_last_by_the_end() -> None:
    events = begun(step("front", after_s=0, repeat=1), step("chidi"))
    stages = []
    for _ in range(3):
        events += continued(folded(events))
        page = folded(events)
        stages.append((page.step, page.round, page.status))

    assert stages == [(0, 1, "raised"), (1, 0, "raised"), (1, 0, "exhausted")]
    assert continued(folded(events)) == []


def test_a_chain_that_reaches_nobody_is_exhausted_at_once() -> None:
    assert names(begun(step("empty", after_s=0), step("mute", repeat=3))) == [
        "PageRaised",
        "PageStepSkipped",
        "PageStepSkipped",
        "PageExhausted",
    ]


def test_who_is_reached_in_two_ways_is_called_once() -> None:
    events = begun(step("front", "noa", after_s=0))

    assert [
        event.engineer_ids for event in events if isinstance(event, page_events.PageStepStarted)
    ] == [("noa",)]


def test_the_wait_is_that_of_the_next_step_and_at_the_end_its_own() -> None:
    steps = (step("front", after_s=0), step("chidi", after_s=90))

    assert wait_after(steps, 0) == timedelta(seconds=90)
    assert wait_after(steps, 1) == timedelta(seconds=90)
    assert wait_after((*steps, step("noa", after_s=70)), 0) == timedelta(seconds=90)
    assert wait_after(steps[:1], 0) == timedelta(seconds=PATIENCE_S)
    assert wait_after((), 0) == timedelta(0)


def test_an_acknowledgement_ends_the_chain() -> None:
    events = begun(step("front", after_s=0), step("chidi"))

    answer = acknowledge_page(AcknowledgePage(by="noa", via="link", now=NOW), folded(events))

    assert names(answer) == ["PageAcknowledged", "PageAttemptDropped", "PageAttemptDropped"]
    assert continued(folded([*events, *answer])) == []
