"""The three steps in which deciders are tested fail exactly when the decision is another one."""

from collections.abc import Sequence

import pytest

from events.catalogue.case_events import CaseCommented, MessageText
from events.command_runner import Decider
from events.event import Event
from events.refusal import Refusal
from tests.support.given import deciding


def comment(text: str) -> CaseCommented:
    """Return a comment as an event."""
    return CaseCommented(case_id="c-1", author_id="ann", personal=MessageText(text=text))


def _decide(text: str, texts: tuple[str, ...]) -> Sequence[Event]:
    if text == "":
        raise Refusal("empty-text", "say something")
    return [] if text in texts else [comment(text)]


def _evolve(texts: tuple[str, ...], event: Event) -> tuple[str, ...]:
    assert isinstance(event, CaseCommented)
    return (*texts, event.personal.text)


_DECIDER: Decider[str, tuple[str, ...]] = Decider((), _decide, _evolve)
COMMENTING = deciding(_DECIDER)


def test_then_expects_exactly_these_events() -> None:
    assert COMMENTING.given(comment("one")).when("two").then(comment("two")) == ("one", "two")


def test_then_without_events_expects_nothing_to_do() -> None:
    COMMENTING.given(comment("one")).when("one").then()


@pytest.mark.parametrize("events", [(), (comment("other"),), (comment("two"), comment("two"))])
def test_then_fails_for_other_events(events: tuple[CaseCommented, ...]) -> None:
    with pytest.raises(AssertionError):
        COMMENTING.given(comment("one")).when("two").then(*events)


def test_refused_expects_the_code() -> None:
    assert COMMENTING.given().when("").refused("empty-text").detail == "say something"


def test_refused_fails_for_another_code() -> None:
    with pytest.raises(AssertionError):
        COMMENTING.given().when("").refused("too-long")


def test_refused_fails_when_nothing_is_refused() -> None:
    with pytest.raises(pytest.fail.Exception):
        COMMENTING.given().when("one").refused("empty-text")
