"""A page's life as pure decisions: raised, begun, repeated, passed on, acknowledged, resolved, exhausted."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import reduce

import pytest

from events.catalogue import page_events
from events.catalogue.on_call_events import (
    ContactMethod,
    EngineerDefined,
    EngineerDetails,
    EscalationStep,
    EscalationTarget,
    OverrideAdded,
)
from events.event import Event
from notifier.adapters.deciders import RAISING
from notifier.domain.acknowledge_page import AcknowledgePage, acknowledge_page
from notifier.domain.continue_chain import ContinueChain, continue_chain
from notifier.domain.errors import AlreadyAcknowledged, NoFurtherStep, PageNotFound, PageOver
from notifier.domain.escalate_page import (
    PATIENCE_S,
    EscalatePage,
    Moment,
    escalate_page,
    wait_after,
)
from notifier.domain.on_call_directory import OnCallDirectory
from notifier.domain.page import Page
from notifier.domain.raise_page import RaisePage, raise_page
from notifier.domain.record_outcome import RecordOutcome, record_outcome
from notifier.domain.resolve_page import ResolvePage, resolve_page
from notifier.domain.schedule import Schedule

NOW = datetime(2026, 11, 16, 22, tzinfo=UTC)
EARLIER = NOW - timedelta(minutes=5)
PAGE_ID = "6f1f6c1e-58a5-5d4e-8a59-3a8a3f0f7b10"
MOMENT = Moment(now=NOW, planned=EARLIER)


def engineer(name: str, *delays: int) -> EngineerDefined:
    methods = tuple(
        ContactMethod(kind="webhook", address=f"https://x/{name}", delay_s=delay)
        for delay in delays
    )
    return EngineerDefined(
        engineer_id=name, personal=EngineerDetails(name=name, contact_methods=methods)
    )


def on_call(schedule_id: str, engineer_id: str) -> Schedule:
    always = OverrideAdded(
        schedule_id=schedule_id,
        override_id="o",
        engineer_id=engineer_id,
        starts_at=NOW - timedelta(days=1),
        ends_at=NOW + timedelta(days=1),
    )
    return Schedule(schedule_id=schedule_id, name=schedule_id, layers=(), overrides=(always,))


DIRECTORY = OnCallDirectory(
    engineers={
        "noa": engineer("noa", 0, 60),
        "chidi": engineer("chidi", 0),
        "mute": engineer("mute"),
    },
    schedules={
        "front": on_call("front", "noa"),
        "empty": Schedule(schedule_id="empty", name="empty", layers=()),
    },
)


def target(name: str) -> EscalationTarget:
    return EscalationTarget(kind="schedule" if name in DIRECTORY.schedules else "engineer", id=name)


def step(*targets: str, after_s: int = 60, repeat: int = 0) -> EscalationStep:
    return EscalationStep(
        after_s=after_s, targets=tuple(target(name) for name in targets), repeat=repeat
    )


def raised(*steps: EscalationStep) -> page_events.PageRaised:
    return page_events.PageRaised(
        page_id=PAGE_ID,
        reason="p1-opened",
        cause_id="cause",
        case_id="c1",
        number="CS-1",
        customer_id="lakeside",
        plan="gold",
        priority="P1",
        due_at=NOW + timedelta(hours=1),
        policy_id="standard",
        steps=steps,
        raised_at=NOW,
        personal=page_events.PageText(subject="Line 4 stands still"),
    )


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


def test_one_cause_is_one_page() -> None:
    page = folded(begun(step("front", after_s=0)))

    assert raise_page(RaisePage(raised=raised(), moment=MOMENT, directory=DIRECTORY), page) == []


def test_the_same_message_has_the_same_key_whenever_it_is_decided() -> None:
    first, second = begun(step("front", after_s=0)), begun(step("front", after_s=0))

    assert first == second


def test_a_step_is_repeated_and_then_followed_by_the_next_and_at_last_by_the_end() -> None:
    events = begun(step("front", after_s=0, repeat=1), step("chidi"))
    stages = []
    for _ in range(3):
        events += continued(folded(events))
        page = folded(events)
        stages.append((page.step, page.round, page.status))

    assert stages == [(0, 1, "raised"), (1, 0, "raised"), (1, 0, "exhausted")]
    assert continued(folded(events)) == []


@pytest.mark.parametrize(
    ("unreachable", "reason"),
    [
        (step(), "empty-step"),
        (step("empty"), "nobody-on-call"),
        (step("mute"), "no-contact-method"),
    ],
)
def test_a_step_that_reaches_nobody_is_skipped_at_once_for_the_next(
    unreachable: EscalationStep, reason: str
) -> None:
    first = EscalationStep(after_s=0, targets=unreachable.targets, repeat=3)

    events = begun(first, step("chidi"))

    assert names(events) == [
        "PageRaised",
        "PageStepSkipped",
        "PageStepStarted",
        "PageAttemptQueued",
    ]
    assert [event.reason for event in events if isinstance(event, page_events.PageStepSkipped)] == [
        reason
    ]


def test_a_chain_that_reaches_nobody_is_exhausted_at_once() -> None:
    assert names(begun(step("empty", after_s=0))) == [
        "PageRaised",
        "PageStepSkipped",
        "PageExhausted",
    ]
    assert names(begun()) == ["PageRaised", "PageExhausted"]


def test_who_is_reached_in_two_ways_is_called_once() -> None:
    events = begun(step("front", "noa", after_s=0))

    assert [
        event.engineer_ids for event in events if isinstance(event, page_events.PageStepStarted)
    ] == [("noa",)]


def test_the_wait_is_that_of_the_next_step_and_at_the_end_its_own() -> None:
    steps = (step("front", after_s=0), step("chidi", after_s=90))

    assert wait_after(steps, 0) == timedelta(seconds=90)
    assert wait_after(steps, 1) == timedelta(seconds=90)
    assert wait_after(steps[:1], 0) == timedelta(seconds=PATIENCE_S)


def test_an_acknowledgement_drops_what_was_still_to_go_and_ends_the_chain() -> None:
    events = begun(step("front", after_s=0), step("chidi"))
    page = folded(events)

    answer = acknowledge_page(AcknowledgePage(by="noa", via="link", now=NOW), page)

    assert names(answer) == ["PageAcknowledged", "PageAttemptDropped", "PageAttemptDropped"]
    assert continued(folded([*events, *answer])) == []


def test_who_comes_second_is_told_who_has_it() -> None:
    page = folded(
        [
            *begun(step("front", after_s=0)),
            page_events.PageAcknowledged(page_id=PAGE_ID, by="noa", via="api", at=NOW),
        ]
    )

    with pytest.raises(AlreadyAcknowledged, match="noa"):
        acknowledge_page(AcknowledgePage(by="chidi", via="link", now=NOW), page)


def test_a_page_can_be_acknowledged_after_its_chain_has_ended() -> None:
    page = folded(begun())

    assert names(acknowledge_page(AcknowledgePage(by="noa", via="api", now=NOW), page)) == [
        "PageAcknowledged"
    ]


def test_a_person_sends_a_page_on_even_after_taking_it() -> None:
    events = begun(step("front", after_s=0), step("chidi"))
    events.append(page_events.PageAcknowledged(page_id=PAGE_ID, by="noa", via="api", at=NOW))

    passed_on = escalate_page(EscalatePage(by="noa", now=NOW, directory=DIRECTORY), folded(events))

    page = folded([*events, *passed_on])
    assert (page.status, page.step, page.acknowledged_by) == ("raised", 1, None)


def test_sent_on_after_the_last_step_the_chain_begins_anew() -> None:
    events = begun(step("front", after_s=0))

    passed_on = escalate_page(EscalatePage(by="noa", now=NOW, directory=DIRECTORY), folded(events))

    assert names(passed_on)[:3] == ["PageEscalated", "PageRungAgain", "PageStepStarted"]
    assert (folded([*events, *passed_on]).ring, folded([*events, *passed_on]).step) == (1, 0)


def test_a_page_without_a_chain_cannot_be_sent_on() -> None:
    with pytest.raises(NoFurtherStep):
        escalate_page(EscalatePage(by="noa", now=NOW, directory=DIRECTORY), folded(begun()))


def test_a_resolved_page_is_over_for_everybody() -> None:
    events = begun(step("front", after_s=0), step("chidi"))
    over = folded(
        [*events, *resolve_page(ResolvePage(by="noa", reason="by-hand", now=NOW), folded(events))]
    )

    assert over.queued == ()
    with pytest.raises(PageOver):
        acknowledge_page(AcknowledgePage(by="noa", via="api", now=NOW), over)
    with pytest.raises(PageOver):
        escalate_page(EscalatePage(by="noa", now=NOW, directory=DIRECTORY), over)
    with pytest.raises(PageOver):
        resolve_page(ResolvePage(by="noa", reason="by-hand", now=NOW), over)


def test_what_was_never_raised_is_not_found() -> None:
    with pytest.raises(PageNotFound):
        acknowledge_page(AcknowledgePage(by="noa", via="api", now=NOW), Page())
    with pytest.raises(PageNotFound):
        escalate_page(EscalatePage(by="noa", now=NOW, directory=DIRECTORY), Page())
    with pytest.raises(PageNotFound):
        resolve_page(ResolvePage(by="noa", reason="by-hand", now=NOW), Page())


def outcome(key: str, result: str) -> RecordOutcome:
    return RecordOutcome(attempt_key=key, result=result, detail="x", send_at=EARLIER, now=NOW)  # type: ignore[arg-type]  # a parameter


@pytest.mark.parametrize(
    ("before", "result", "expected"),
    [
        ((), "sent", ["PageAttemptSent"]),
        ((), "unknown", ["PageAttemptUnknown"]),
        (("unknown",), "unknown", []),
        (("unknown",), "sent", ["PageAttemptSent"]),
        (("unknown",), "failed", ["PageAttemptFailed"]),
        (("sent",), "sent", []),
        (("sent",), "unknown", []),
        (("failed",), "sent", []),
        (("bundled",), "failed", []),
        (("bundled",), "sent", ["PageAttemptSent"]),
    ],
)
def test_an_outcome_is_said_once_and_a_message_sent_stays_sent(
    before: tuple[str, ...], result: str, expected: list[str]
) -> None:
    events = begun(step("chidi", after_s=0))
    (key,) = folded(events).queued
    for earlier in before:
        events += record_outcome(outcome(key, earlier), folded(events))

    assert names(record_outcome(outcome(key, result), folded(events))) == expected


def test_a_message_sent_says_how_late_it_was() -> None:
    page = folded(begun(step("chidi", after_s=0)))

    (sent,) = record_outcome(outcome(page.queued[0], "sent"), page)

    assert isinstance(sent, page_events.PageAttemptSent)
    assert sent.late_by_s == 300


def test_only_events_about_pages_make_a_page() -> None:
    with pytest.raises(TypeError):
        RAISING.evolve(Page(), engineer("noa"))
    with pytest.raises(PageNotFound):
        record_outcome(outcome("nothing", "sent"), Page())
