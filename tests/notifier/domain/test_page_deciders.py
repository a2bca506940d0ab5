"""Each decider of a page alone: given events, when a command comes, then events or a refusal."""

from datetime import timedelta
from typing import Literal

import pytest

from events.catalogue import page_events
from events.catalogue.on_call_events import EscalationStep
from events.event import Event
from notifier.adapters.deciders import (
    ACKNOWLEDGING,
    CONTINUING,
    ESCALATING,
    RAISING,
    RECORDING,
    REROUTING,
    RESOLVING,
)
from notifier.domain.acknowledge_page import AcknowledgePage
from notifier.domain.continue_chain import ContinueChain
from notifier.domain.errors import AlreadyAcknowledged
from notifier.domain.escalate_page import EscalatePage, attempt_key
from notifier.domain.page import Attempt, Page
from notifier.domain.raise_page import RaisePage
from notifier.domain.record_outcome import RecordOutcome
from notifier.domain.reroute_page import ReroutePage
from notifier.domain.resolve_page import ResolvePage
from notifier.domain.whole_chain import NO_CHAIN, Chain
from tests.notifier.domain.made_up_pages import (
    DIRECTORY,
    EARLIER,
    MOMENT,
    NOW,
    PAGE_ID,
    engineer,
    raised,
    step,
)
from tests.support.given import deciding

raising = deciding(RAISING)
rerouting = deciding(REROUTING)
continuing = deciding(CONTINUING)
acknowledging = deciding(ACKNOWLEDGING)
escalating = deciding(ESCALATING)
resolving = deciding(RESOLVING)
recording = deciding(RECORDING)

CONTINUE = ContinueChain(moment=MOMENT, directory=DIRECTORY)
ACKNOWLEDGE = AcknowledgePage(by="noa", via="link", now=NOW)
ESCALATE = EscalatePage(by="noa", now=NOW, directory=DIRECTORY)
RESOLVE = ResolvePage(by="noa", reason="by-hand", now=NOW)

ACKNOWLEDGED = page_events.PageAcknowledged(page_id=PAGE_ID, by="noa", via="link", at=NOW)
RESOLVED = page_events.PageResolved(page_id=PAGE_ID, by="noa", reason="by-hand", at=NOW)
EXHAUSTED = page_events.PageExhausted(page_id=PAGE_ID, at=NOW)
ESCALATED = page_events.PageEscalated(page_id=PAGE_ID, by="noa", at=NOW)


def raise_with(*steps: EscalationStep) -> RaisePage:
    return RaisePage(raised=raised(*steps), moment=MOMENT, directory=DIRECTORY)


def started(name: str, step_index: int = 0, round_: int = 0) -> page_events.PageStepStarted:
    return page_events.PageStepStarted(
        page_id=PAGE_ID, step=step_index, round=round_, engineer_ids=(name,), at=NOW
    )


def key(name: str, step_index: int = 0, round_: int = 0, *, method: int = 0, ring: int = 0) -> str:
    return attempt_key(Page(page_id=PAGE_ID, ring=ring), (step_index, round_), name, method)


def queued(
    name: str,
    step_index: int = 0,
    round_: int = 0,
    *,
    ring: int = 0,
    planned: timedelta = timedelta(minutes=-5),
) -> page_events.PageAttemptQueued:
    return page_events.PageAttemptQueued(
        page_id=PAGE_ID,
        attempt_key=key(name, step_index, round_, ring=ring),
        step=step_index,
        round=round_,
        engineer_id=name,
        channel="webhook",
        method=0,
        send_at=NOW + planned,
        queued_at=NOW,
    )


def dropped(
    attempt: str, reason: Literal["acknowledged", "resolved", "bundled"]
) -> page_events.PageAttemptDropped:
    return page_events.PageAttemptDropped(
        page_id=PAGE_ID, attempt_key=attempt, reason=reason, at=NOW
    )


def failed(attempt: str) -> page_events.PageAttemptFailed:
    return page_events.PageAttemptFailed(
        page_id=PAGE_ID, attempt_key=attempt, problem="http-404", at=NOW
    )


def restarted(
    reason: Literal["no-answer", "chain-ended", "by-hand"],
    text: str,
    taken: page_events.PageAcknowledged | None = None,
) -> page_events.PageRungAgain:
    return page_events.PageRungAgain(
        page_id=PAGE_ID,
        reason=reason,
        acknowledged_by=taken.by if taken else None,
        acknowledged_at=taken.at if taken else None,
        at=NOW,
        personal=page_events.PageNote(text=text),
    )


def skipped(
    reason: Literal["nobody-on-call", "empty-step", "no-contact-method"], step_index: int = 0
) -> page_events.PageStepSkipped:
    return page_events.PageStepSkipped(
        page_id=PAGE_ID, step=step_index, round=0, reason=reason, at=NOW
    )


CHIDI = step("chidi", after_s=0)
PAGED_CHIDI = (raised(CHIDI), started("chidi"), queued("chidi"))


def test_a_page_whose_first_step_has_no_wait_reaches_its_people_at_once() -> None:
    raising.given().when(raise_with(CHIDI)).then(*PAGED_CHIDI)


@pytest.mark.parametrize("after_s", [1, 30])
def test_a_page_whose_first_step_waits_is_raised_and_no_more(after_s: int) -> None:
    raising.given().when(raise_with(step("chidi", after_s=after_s))).then(
        raised(step("chidi", after_s=after_s))
    )


def test_one_cause_is_one_page_however_often_it_is_raised() -> None:
    raising.given(*PAGED_CHIDI).when(raise_with(CHIDI)).then()
    raising.given(*PAGED_CHIDI, RESOLVED).when(raise_with(CHIDI)).then()


def test_a_page_without_a_chain_is_exhausted_as_soon_as_it_is_raised() -> None:
    raising.given().when(raise_with()).then(raised(), EXHAUSTED)


@pytest.mark.parametrize(
    ("unreachable", "reason"),
    [
        (step(after_s=0), "empty-step"),
        (step("empty", after_s=0), "nobody-on-call"),
        (step("nowhere", after_s=0), "no-contact-method"),
        (step("mute", after_s=0), "no-contact-method"),
    ],
)
def test_a_step_that_reaches_nobody_is_skipped_for_the_next_at_once(
    unreachable: EscalationStep,
    reason: Literal["nobody-on-call", "empty-step", "no-contact-method"],
) -> None:
    then_chidi = step("chidi")

    raising.given().when(raise_with(unreachable, then_chidi)).then(
        raised(unreachable, then_chidi), skipped(reason), started("chidi", 1), queued("chidi", 1)
    )


def routed(chain: Chain) -> page_events.PageRouted:
    return page_events.PageRouted(
        page_id=PAGE_ID,
        policy_id=chain.policy_id,
        steps=chain.steps,
        ring_again_after_s=chain.ring_again_after_s,
        at=NOW,
    )


def reroute(chain: Chain) -> ReroutePage:
    return ReroutePage(chain=chain, moment=MOMENT, directory=DIRECTORY)


NEW_CHAIN = Chain(policy_id="standard", steps=(CHIDI,), ring_again_after_s=None)


def test_a_page_that_no_rule_matched_gets_the_chain_of_a_newer_rule() -> None:
    after = (
        rerouting.given(raised(), EXHAUSTED)
        .when(reroute(NEW_CHAIN))
        .then(routed(NEW_CHAIN), started("chidi"), queued("chidi"))
    )

    assert (after.status, after.steps, after.step) == ("raised", (CHIDI,), 0)
    rerouting.given(raised()).when(reroute(NEW_CHAIN)).then(
        routed(NEW_CHAIN), started("chidi"), queued("chidi")
    )


@pytest.mark.parametrize("after_s", [1, 30])
def test_a_newer_chain_whose_first_step_waits_begins_later(after_s: int) -> None:
    first = step("chidi", after_s=after_s)
    patient = Chain(policy_id="p", steps=(first,), ring_again_after_s=60)

    after = rerouting.given(raised(), EXHAUSTED).when(reroute(patient)).then(routed(patient))

    assert (after.step, after.ring_again_after_s) == (-1, 60)


def test_a_page_with_a_chain_or_somebody_on_it_or_at_its_end_is_not_routed_again() -> None:
    rerouting.given().when(reroute(NEW_CHAIN)).then()
    rerouting.given(*PAGED_CHIDI).when(reroute(NEW_CHAIN)).then()
    rerouting.given(raised(), EXHAUSTED, ACKNOWLEDGED).when(reroute(NEW_CHAIN)).then()
    rerouting.given(raised(), EXHAUSTED, RESOLVED).when(reroute(NEW_CHAIN)).then()
    rerouting.given(raised(), EXHAUSTED).when(reroute(NO_CHAIN)).then()


def test_a_step_is_repeated_as_often_as_it_says_and_then_the_chain_ends() -> None:
    twice = step("chidi", after_s=0, repeat=1)
    first = (raised(twice), started("chidi"), queued("chidi"))
    second = (started("chidi", 0, 1), queued("chidi", 0, 1))

    continuing.given(*first).when(CONTINUE).then(*second)
    continuing.given(*first, *second).when(CONTINUE).then(EXHAUSTED)


def test_a_step_whose_every_message_failed_is_not_repeated() -> None:
    patient = step("chidi", after_s=0, repeat=3)
    paged = (raised(patient), started("chidi"), queued("chidi"), failed(key("chidi")))
    step_failed = page_events.PageStepFailed(page_id=PAGE_ID, step=0, round=0, at=NOW)

    continuing.given(*paged).when(CONTINUE).then(step_failed, EXHAUSTED)


def test_after_a_step_whose_every_message_failed_the_next_begins_at_once() -> None:
    then_noa = step("noa")
    paged = (raised(CHIDI, then_noa), started("chidi"), queued("chidi"), failed(key("chidi")))
    step_failed = page_events.PageStepFailed(page_id=PAGE_ID, step=0, round=0, at=NOW)

    after = continuing.given(*paged).when(CONTINUE)

    assert list(after.decide())[:2] == [step_failed, started("noa", 1, 0)]


def test_a_chain_that_begins_again_is_before_its_first_step() -> None:
    twice = step("chidi", after_s=0, repeat=1)
    walked = (raised(twice), started("chidi"), started("chidi", 0, 1))

    begun_again = continuing.given(*walked, restarted("by-hand", "again")).state
    rerouted = continuing.given(*walked, routed(NEW_CHAIN)).state

    assert (begun_again.step, begun_again.round, begun_again.ring) == (-1, 0, 1)
    assert (rerouted.step, rerouted.round, rerouted.ring) == (-1, 0, 0)


def test_a_taken_p1_rings_again_and_says_who_took_it() -> None:
    page = raised(CHIDI, ring_again_after_s=1_200)
    taken = page_events.PageAcknowledged(page_id=PAGE_ID, by="noa", via="link", at=EARLIER)
    note = "acknowledged 5 minutes ago by noa, and there is still no answer"

    after = (
        continuing.given(page, started("chidi"), queued("chidi"), taken)
        .when(CONTINUE)
        .then(restarted("no-answer", note, taken), started("chidi"), queued("chidi", ring=1))
    )

    assert (after.status, after.ring, after.acknowledged_by) == ("raised", 1, None)


def test_a_p1_that_nobody_took_rings_again_after_its_chain_has_ended() -> None:
    page = raised(CHIDI, ring_again_after_s=1_200)
    note = "the chain ended and nobody acknowledged: it begins again"

    continuing.given(page, EXHAUSTED).when(CONTINUE).then(
        restarted("chain-ended", note), started("chidi"), queued("chidi", ring=1)
    )


@pytest.mark.parametrize(
    "events",
    [
        (),
        (*PAGED_CHIDI, ACKNOWLEDGED),
        (*PAGED_CHIDI, EXHAUSTED),
        (*PAGED_CHIDI, RESOLVED),
        (raised(ring_again_after_s=60), EXHAUSTED),
    ],
    ids=["never raised", "taken", "ended", "resolved", "without a chain"],
)
def test_a_page_that_does_not_ring_again_stays_as_it_is(events: tuple[Event, ...]) -> None:
    continuing.given(*events).when(CONTINUE).then()


def test_an_acknowledgement_drops_what_was_still_to_go() -> None:
    acknowledging.given(*PAGED_CHIDI).when(ACKNOWLEDGE).then(
        ACKNOWLEDGED, dropped(key("chidi"), "acknowledged")
    )


def test_a_page_can_be_acknowledged_after_its_chain_has_ended() -> None:
    acknowledging.given(raised(), EXHAUSTED).when(ACKNOWLEDGE).then(ACKNOWLEDGED)


def test_who_acknowledges_second_learns_who_was_first() -> None:
    command = AcknowledgePage(by="chidi", via="api", now=NOW)

    refusal = acknowledging.given(*PAGED_CHIDI, ACKNOWLEDGED).when(command)

    refused = refusal.refused("already-acknowledged")
    assert isinstance(refused, AlreadyAcknowledged)
    assert (refused.by, refused.at) == ("noa", NOW)


def test_a_page_that_is_over_or_was_never_raised_cannot_be_acknowledged() -> None:
    acknowledging.given(*PAGED_CHIDI, RESOLVED).when(ACKNOWLEDGE).refused("page-is-over")
    acknowledging.given().when(ACKNOWLEDGE).refused("not-found")


def test_a_person_sends_a_page_on_even_after_taking_it() -> None:
    first, second = step("mute", after_s=0), step("chidi")

    after = (
        escalating.given(raised(first, second), started("mute"), ACKNOWLEDGED)
        .when(ESCALATE)
        .then(ESCALATED, started("chidi", 1), queued("chidi", 1, planned=timedelta(0)))
    )

    assert (after.status, after.step, after.acknowledged_by) == ("raised", 1, None)


def test_sent_on_after_the_last_step_the_chain_begins_again_under_new_keys() -> None:
    note = "noa sent it on after the end of its chain"

    after = (
        escalating.given(*PAGED_CHIDI)
        .when(ESCALATE)
        .then(
            ESCALATED,
            restarted("by-hand", note),
            started("chidi"),
            queued("chidi", ring=1, planned=timedelta(0)),
        )
    )

    assert (after.ring, len(after.attempts)) == (1, 2)


def test_a_page_that_is_over_or_has_no_chain_cannot_be_sent_on() -> None:
    escalating.given().when(ESCALATE).refused("not-found")
    escalating.given(*PAGED_CHIDI, RESOLVED).when(ESCALATE).refused("page-is-over")
    escalating.given(raised(), EXHAUSTED).when(ESCALATE).refused("no-further-step")


def test_a_resolved_page_drops_what_was_still_to_go() -> None:
    after = (
        resolving.given(*PAGED_CHIDI)
        .when(RESOLVE)
        .then(RESOLVED, dropped(key("chidi"), "resolved"))
    )

    assert (after.status, after.queued) == ("resolved", ())


def test_a_page_that_is_over_or_was_never_raised_cannot_be_resolved() -> None:
    resolving.given().when(RESOLVE).refused("not-found")
    resolving.given(*PAGED_CHIDI, RESOLVED).when(RESOLVE).refused("page-is-over")


Result = Literal["sent", "failed", "unknown", "bundled"]


def outcome(result: Result, detail: str | None = "x") -> RecordOutcome:
    return RecordOutcome(
        attempt_key=key("chidi"), result=result, detail=detail, send_at=EARLIER, now=NOW
    )


SENT = page_events.PageAttemptSent(
    page_id=PAGE_ID, attempt_key=key("chidi"), provider_id="x", sent_at=NOW, late_by_s=300
)
FAILED = page_events.PageAttemptFailed(
    page_id=PAGE_ID, attempt_key=key("chidi"), problem="x", at=NOW
)
UNKNOWN = page_events.PageAttemptUnknown(
    page_id=PAGE_ID, attempt_key=key("chidi"), problem="x", at=NOW
)
BUNDLED = dropped(key("chidi"), "bundled")


@pytest.mark.parametrize(
    ("before", "result", "event"),
    [
        (None, "sent", SENT),
        (None, "failed", FAILED),
        (None, "unknown", UNKNOWN),
        (None, "bundled", BUNDLED),
        (UNKNOWN, "sent", SENT),
        (UNKNOWN, "failed", FAILED),
        (BUNDLED, "sent", SENT),
    ],
)
def test_what_became_of_a_message_is_recorded(
    before: Event | None, result: Result, event: Event
) -> None:
    events = (*PAGED_CHIDI, before) if before else PAGED_CHIDI

    recording.given(*events).when(outcome(result)).then(event)


@pytest.mark.parametrize(
    ("before", "result"),
    [
        (SENT, "sent"),
        (SENT, "failed"),
        (SENT, "unknown"),
        (FAILED, "sent"),
        (UNKNOWN, "unknown"),
        (BUNDLED, "failed"),
        (BUNDLED, "bundled"),
    ],
)
def test_what_is_known_already_is_not_recorded_twice(before: Event, result: Result) -> None:
    recording.given(*PAGED_CHIDI, before).when(outcome(result)).then()


def test_a_message_that_left_before_its_time_is_not_late_and_a_failure_has_a_name() -> None:
    early = RecordOutcome(
        attempt_key=key("chidi"),
        result="sent",
        detail=None,
        send_at=NOW + timedelta(seconds=1),
        now=NOW,
    )
    sent = page_events.PageAttemptSent(
        page_id=PAGE_ID, attempt_key=key("chidi"), provider_id=None, sent_at=NOW, late_by_s=0
    )
    unnamed = page_events.PageAttemptFailed(
        page_id=PAGE_ID, attempt_key=key("chidi"), problem="unknown", at=NOW
    )

    recording.given(*PAGED_CHIDI).when(early).then(sent)
    recording.given(*PAGED_CHIDI).when(outcome("failed", None)).then(unnamed)


def test_an_outcome_of_a_message_that_the_page_does_not_have_is_refused() -> None:
    recording.given().when(outcome("sent")).refused("not-found")


def test_every_event_about_a_message_is_in_the_pages_state() -> None:
    state = recording.given(*PAGED_CHIDI).state
    assert state.attempts == {
        key("chidi"): Attempt(
            attempt_key=key("chidi"),
            engineer_id="chidi",
            channel="webhook",
            ring=0,
            step=0,
            round=0,
        )
    }

    for event, status in (
        (SENT, "sent"),
        (FAILED, "failed"),
        (UNKNOWN, "unknown"),
        (BUNDLED, "dropped"),
    ):
        after = recording.given(*PAGED_CHIDI, event).state
        assert after.attempts[key("chidi")].status == status


def test_an_event_of_another_stream_is_an_error() -> None:
    with pytest.raises(TypeError, match="EngineerDefined"):
        raising.given(engineer("noa"))
