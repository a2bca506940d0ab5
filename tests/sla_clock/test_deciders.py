"""Each decider of the clock alone: given events, when a command comes, then events or a refusal."""

import dataclasses
from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from events.catalogue.deadline_events import (
    DeadlineAnsweredLate,
    DeadlineBreached,
    DeadlineBreachWithdrawn,
    DeadlineCancelled,
    DeadlineMet,
    DeadlineMoved,
    DeadlinePaused,
    DeadlineReinstated,
    DeadlineResumed,
    DeadlineStarted,
    DeadlineWarned,
    WithdrawalText,
)
from events.command_runner import Decider
from sla_clock.adapters.accepted_claims import ACCEPTING
from sla_clock.domain import (
    breach_deadline,
    cancel_deadline,
    meet_deadline,
    move_deadline,
    pause_deadline,
    reinstate_deadline,
    resume_deadline,
    set_deadline,
    warn_deadline,
)
from sla_clock.domain.accept_claim import AcceptClaim
from sla_clock.domain.breach_deadline import BreachDeadline
from sla_clock.domain.cancel_deadline import CancelDeadline
from sla_clock.domain.deadline import (
    DeadlineEvent,
    NotStarted,
    evolve_any,
    initial,
)
from sla_clock.domain.fire_instants import Instant, next_instant
from sla_clock.domain.happened_at import happened_at
from sla_clock.domain.meet_deadline import MeetDeadline
from sla_clock.domain.move_deadline import MoveDeadline
from sla_clock.domain.pause_deadline import PauseDeadline
from sla_clock.domain.reinstate_deadline import ReinstateDeadline
from sla_clock.domain.resume_deadline import ResumeDeadline
from sla_clock.domain.set_deadline import SetDeadline
from sla_clock.domain.warn_deadline import WarnDeadline
from tests.sla_clock.promises import TERMS, at, promise
from tests.support.given import deciding

OPENED, DUE = at("2026-11-16 10:00"), at("2026-11-16 11:00")
MINUTE = timedelta(minutes=1)

setting = deciding(Decider(initial, set_deadline.decide, evolve_any))
moving = deciding(Decider(initial, move_deadline.decide, evolve_any))
pausing = deciding(Decider(initial, pause_deadline.decide, evolve_any))
resuming = deciding(Decider(initial, resume_deadline.decide, evolve_any))
meeting = deciding(Decider(initial, meet_deadline.decide, evolve_any))
cancelling = deciding(Decider(initial, cancel_deadline.decide, evolve_any))
breaching = deciding(Decider(initial, breach_deadline.decide, evolve_any))
reinstating = deciding(Decider(initial, reinstate_deadline.decide, evolve_any))
warning = deciding(Decider(initial, warn_deadline.decide, evolve_any))
accepting = deciding(ACCEPTING)

START = SetDeadline(
    case_id="c1",
    customer_id="acme",
    number="CS-1",
    goal="first_response",
    priority="P1",
    promise=promise("gold", TERMS),
    started_at=OPENED,
)
STARTED = DeadlineStarted(
    case_id="c1",
    customer_id="acme",
    number="CS-1",
    goal="first_response",
    priority="P1",
    plan="gold",
    terms_version=TERMS,
    calendar=START.promise.calendar,
    target=START.promise.targets["P1"],
    started_at=OPENED,
    due_at=DUE,
    budget_s=3600,
    promise=START.promise,
)
PAUSED = DeadlinePaused(
    case_id="c1",
    goal="first_response",
    kind="excused",
    paused_at=OPENED + 10 * MINUTE,
    reason="no answer",
    recorded_by="kim",
)
RESUMED = DeadlineResumed(
    case_id="c1",
    goal="first_response",
    kind="excused",
    resumed_at=OPENED + 30 * MINUTE,
    due_at=DUE + 20 * MINUTE,
    still_standing=False,
    budget_s=3600,
    counting_from=OPENED,
)
MET = DeadlineMet(
    case_id="c1",
    goal="first_response",
    met_at=OPENED + 10 * MINUTE,
    due_at=DUE,
    counted_s=600,
    paused_s=0,
    excused_s=0,
)
BREACHED = DeadlineBreached(
    case_id="c1",
    customer_id="acme",
    number="CS-1",
    goal="first_response",
    priority="P1",
    plan="gold",
    due_at=DUE,
    breached_at=DUE,
    detected_at=DUE + MINUTE,
    late_by_s=60.0,
    paused_s=0,
    excused_s=0,
)
WARNED = DeadlineWarned(
    case_id="c1",
    customer_id="acme",
    number="CS-1",
    goal="first_response",
    priority="P1",
    plan="gold",
    fraction=0.75,
    warned_at=OPENED + 45 * MINUTE,
    detected_at=OPENED + 46 * MINUTE,
    due_at=DUE,
    warns_at=(0.75,),
)
ANSWERED_LATE = DeadlineAnsweredLate(
    case_id="c1",
    goal="first_response",
    answered_at=DUE - 10 * MINUTE,
    recorded_at=DUE + 60 * MINUTE,
    due_at=DUE,
    late_by_s=3600.0,
    late_reason="told by telephone",
    claim_id="claim-1",
    claimed_by="kim",
    recorded_by="kim",
)
CANCELLED = DeadlineCancelled(
    case_id="c1", goal="first_response", cancelled_at=DUE, reason="case-closed"
)
LATE_ANSWER = MeetDeadline(
    answered_at=DUE - 10 * MINUTE,
    recorded_at=DUE + 60 * MINUTE,
    late_reason="told by telephone",
    claim_id="claim-1",
    claimed_by="kim",
    recorded_by="kim",
)
WITHDRAWN = DeadlineBreachWithdrawn(
    case_id="c1",
    goal="first_response",
    claim_id="claim-1",
    accepted_by="rosa",
    answered_at=DUE - 10 * MINUTE,
    breached_at=DUE,
    withdrawn_at=DUE + 90 * MINUTE,
    personal=WithdrawalText(reason="the log shows the call"),
)


def acceptance(user: str = "rosa", claim_id: str = "claim-1", *, tam: bool = True) -> AcceptClaim:
    return AcceptClaim(
        claim_id=claim_id,
        accepted_by=user,
        known_as=frozenset({user}),
        never_answers=tam,
        reason="the log shows the call",
        at=DUE + 90 * MINUTE,
    )


def excuse(priority_is_p1_at: int = 10) -> PauseDeadline:
    at_ = OPENED + priority_is_p1_at * MINUTE
    return PauseDeadline(kind="excused", at=at_, reason="no answer", recorded_by="kim")


def test_a_case_that_was_opened_starts_its_deadline() -> None:
    setting.given().when(START).then(STARTED)


def test_a_deadline_starts_once() -> None:
    setting.given(STARTED).when(START).then()


def test_nothing_is_promised_before_the_start() -> None:
    moving.given().when(MoveDeadline(priority="P2", at=OPENED)).then()
    pausing.given().when(excuse()).then()
    resuming.given().when(ResumeDeadline(kind="paused", at=OPENED)).then()
    meeting.given().when(LATE_ANSWER).then()
    cancelling.given().when(CancelDeadline(at=DUE, reason="case-closed")).then()
    breaching.given().when(BreachDeadline(detected_at=DUE)).then()
    warning.given().when(WarnDeadline(fraction=0.75, at=DUE, detected_at=DUE)).then()


def test_an_event_before_the_start_is_a_torn_log() -> None:
    with pytest.raises(NotStarted):
        evolve_any(initial, CANCELLED)


def test_a_p1_whose_contact_cannot_be_reached_is_excused() -> None:
    state = pausing.given(STARTED).when(excuse()).then(PAUSED)
    assert state is not None
    assert (state.state, state.due_at) == ("excused", None)


def test_it_is_excused_once_and_not_after_its_verdict() -> None:
    pausing.given(STARTED, PAUSED).when(excuse(12)).then()
    pausing.given(STARTED, MET).when(excuse(12)).then()


def test_a_resumed_clock_is_due_later_by_the_time_it_stood() -> None:
    command = ResumeDeadline(kind="excused", at=OPENED + 30 * MINUTE)
    resuming.given(STARTED, PAUSED).when(command).then(RESUMED)


def test_only_what_stands_for_that_reason_resumes() -> None:
    command = ResumeDeadline(kind="paused", at=OPENED + 30 * MINUTE)
    resuming.given(STARTED, PAUSED).when(command).then()
    resuming.given(STARTED, PAUSED, CANCELLED).when(command).then()


def test_an_answer_in_time_meets_it() -> None:
    command = MeetDeadline(answered_at=OPENED + 10 * MINUTE, recorded_at=OPENED + 10 * MINUTE)
    meeting.given(STARTED).when(command).then(MET)


def test_an_answer_after_the_breach_is_late() -> None:
    meeting.given(STARTED, BREACHED).when(LATE_ANSWER).then(ANSWERED_LATE)


def test_a_second_late_answer_counts_only_as_a_claim() -> None:
    too_late = MeetDeadline(answered_at=DUE + MINUTE, recorded_at=DUE + 61 * MINUTE, claim_id="c2")
    meeting.given(STARTED, BREACHED, ANSWERED_LATE).when(LATE_ANSWER).then(ANSWERED_LATE)
    meeting.given(STARTED, BREACHED, ANSWERED_LATE).when(too_late).then()
    meeting.given(STARTED, BREACHED, ANSWERED_LATE, WITHDRAWN).when(LATE_ANSWER).then()


def test_an_answer_at_the_very_due_time_is_claimed_to_have_been_in_time() -> None:
    claim = dataclasses.replace(LATE_ANSWER, answered_at=DUE)
    given = meeting.given(STARTED, BREACHED, ANSWERED_LATE)
    given.when(claim).then(replace(ANSWERED_LATE, answered_at=DUE))


def test_a_verdict_is_not_met_again() -> None:
    meeting.given(STARTED, MET).when(LATE_ANSWER).then()


def test_a_case_that_ends_unanswered_drops_its_promise() -> None:
    cancelling.given(STARTED).when(CancelDeadline(at=DUE, reason="case-closed")).then(CANCELLED)
    cancelling.given(STARTED, MET).when(CancelDeadline(at=DUE, reason="case-closed")).then()


EXCLUDED = replace(CANCELLED, cancelled_at=OPENED + 40 * MINUTE, reason="case-excluded")
REINSTATED = DeadlineReinstated(
    case_id="c1",
    goal="first_response",
    cancelled_at=OPENED + 40 * MINUTE,
    reinstated_at=DUE + 30 * MINUTE,
    due_at=DUE,
    budget_s=3_600,
    counting_from=OPENED,
)
INCLUDED = ReinstateDeadline(at=DUE + 30 * MINUTE)


def test_an_exclusion_taken_back_gains_no_time() -> None:
    state = reinstating.given(STARTED, EXCLUDED).when(INCLUDED).then(REINSTATED)
    assert state is not None
    assert (state.state, state.due_at, state.cancel_reason) == ("running", DUE, None)
    # No warning for what passed meanwhile: the breach says more.
    assert next_instant(state) == Instant(at=DUE)


def test_a_breach_during_an_exclusion_says_why_it_is_told_late() -> None:
    breach = BreachDeadline(detected_at=DUE + 30 * MINUTE)
    late = replace(
        BREACHED,
        detected_at=DUE + 30 * MINUTE,
        late_by_s=1_800.0,
        late_because="exclusion-undone",
    )
    breaching.given(STARTED, EXCLUDED, REINSTATED).when(breach).then(late)


@pytest.mark.parametrize(
    ("excluded", "included", "because"),
    [(-1, 0, None), (0, 1, "exclusion-undone"), (1, 2, None)],
)
def test_only_what_was_due_within_the_exclusion_is_late_because_of_it(
    excluded: int, included: int, because: str | None
) -> None:
    events = (
        replace(EXCLUDED, cancelled_at=DUE + excluded * MINUTE),
        replace(
            REINSTATED,
            cancelled_at=DUE + excluded * MINUTE,
            reinstated_at=DUE + included * MINUTE,
        ),
    )
    breach = BreachDeadline(detected_at=DUE + MINUTE)
    breaching.given(STARTED, *events).when(breach).then(replace(BREACHED, late_because=because))


def test_what_the_clock_stood_for_ends_with_the_exclusion() -> None:
    # 20 minutes of 10:10 to 10:40 were excused when the case was excluded at 10:30.
    excluded = replace(EXCLUDED, cancelled_at=OPENED + 30 * MINUTE)
    due_at = DUE + 20 * MINUTE
    expected = replace(REINSTATED, cancelled_at=OPENED + 30 * MINUTE, due_at=due_at)
    state = reinstating.given(STARTED, PAUSED, excluded).when(INCLUDED).then(expected)
    assert state is not None
    assert (state.state, state.due_at) == ("running", due_at)


def test_only_an_exclusion_is_taken_back() -> None:
    reinstating.given().when(INCLUDED).then()
    reinstating.given(STARTED).when(INCLUDED).then()
    reinstating.given(STARTED, CANCELLED).when(INCLUDED).then()
    reinstating.given(STARTED, BREACHED).when(INCLUDED).then()


def test_a_due_time_that_passed_is_a_breach() -> None:
    breaching.given(STARTED).when(BreachDeadline(detected_at=DUE + MINUTE)).then(BREACHED)


def test_a_breach_says_how_long_the_clock_stood_for_either_reason() -> None:
    waiting = replace(PAUSED, kind="paused", paused_at=OPENED + 40 * MINUTE)
    due_at = DUE + 25 * MINUTE
    running = replace(RESUMED, kind="paused", resumed_at=OPENED + 45 * MINUTE, due_at=due_at)
    breach = replace(
        BREACHED,
        due_at=due_at,
        breached_at=due_at,
        detected_at=due_at,
        late_by_s=0.0,
        paused_s=300,
        excused_s=1_200,
    )
    given = breaching.given(STARTED, PAUSED, RESUMED, waiting, running)
    given.when(BreachDeadline(detected_at=due_at)).then(breach)


def test_a_clock_that_stands_or_has_its_verdict_is_not_breached() -> None:
    breaching.given(STARTED, PAUSED).when(BreachDeadline(detected_at=DUE)).then()
    breaching.given(STARTED, MET).when(BreachDeadline(detected_at=DUE)).then()


def test_a_part_of_the_budget_is_warned_of_once() -> None:
    when = OPENED + 45 * MINUTE
    command = WarnDeadline(fraction=0.75, at=when, detected_at=when + MINUTE)
    warning.given(STARTED).when(command).then(WARNED)
    warning.given(STARTED, WARNED).when(command).then()
    warning.given(STARTED, PAUSED).when(command).then()
    warning.given(STARTED, MET).when(command).then()


def test_a_lowered_priority_excuses_no_longer_and_moves_the_due_time() -> None:
    command = MoveDeadline(priority="P2", at=OPENED + 30 * MINUTE)
    moved = DeadlineMoved(
        case_id="c1",
        goal="first_response",
        priority="P2",
        target=START.promise.targets["P2"],
        moved_at=OPENED + 30 * MINUTE,
        due_at=OPENED + timedelta(hours=12, minutes=20),
        budget_s=12 * 3600,
        reason="priority-lowered",
    )
    state = moving.given(STARTED, PAUSED).when(command).then(RESUMED, moved)
    assert state is not None
    assert (state.state, state.priority) == ("running", "P2")
    pausing.given(STARTED, PAUSED, RESUMED, moved).when(excuse(40)).then()


def test_the_same_priority_or_a_verdict_moves_nothing() -> None:
    moving.given(STARTED).when(MoveDeadline(priority="P1", at=DUE)).then()
    moving.given(STARTED, MET).when(MoveDeadline(priority="P2", at=DUE)).then()


def test_somebody_else_accepts_a_claim_and_the_breach_is_withdrawn() -> None:
    given = accepting.given(STARTED, BREACHED, ANSWERED_LATE)
    state = given.when(acceptance()).then(WITHDRAWN)
    assert state is not None
    assert state.state == "withdrawn"


@pytest.mark.parametrize(
    ("command", "code"),
    [(acceptance("kim"), "own-claim"), (acceptance(claim_id="another"), "unknown-claim")],
)
def test_a_claim_of_ones_own_or_of_nobody_is_not_accepted(command: AcceptClaim, code: str) -> None:
    accepting.given(STARTED, BREACHED, ANSWERED_LATE).when(command).refused(code)


def test_a_claim_of_which_nobody_knows_whose_it_is_takes_a_tam() -> None:
    anonymous = replace(ANSWERED_LATE, claimed_by=None, recorded_by=None)
    given = accepting.given(STARTED, BREACHED, anonymous)
    given.when(acceptance(tam=False)).refused("claimant-unknown")
    given.when(acceptance()).then(WITHDRAWN)


def test_who_recorded_a_claim_of_somebody_else_does_not_accept_it() -> None:
    for_kim = replace(ANSWERED_LATE, recorded_by="rosa")
    accepting.given(STARTED, BREACHED, for_kim).when(acceptance()).refused("own-claim")


def test_a_claim_is_accepted_once() -> None:
    given = accepting.given(STARTED, BREACHED, ANSWERED_LATE, WITHDRAWN)
    given.when(acceptance()).refused("breach-withdrawn-already")


@pytest.mark.parametrize(
    ("event", "happened"),
    [
        (STARTED, OPENED),
        (PAUSED, OPENED + 10 * MINUTE),
        (RESUMED, OPENED + 30 * MINUTE),
        (WARNED, OPENED + 45 * MINUTE),
        (MET, OPENED + 10 * MINUTE),
        (BREACHED, DUE),
        (ANSWERED_LATE, DUE - 10 * MINUTE),
        (WITHDRAWN, DUE + 90 * MINUTE),
        (CANCELLED, DUE),
        (REINSTATED, DUE + 30 * MINUTE),
    ],
)
def test_an_event_knows_when_it_came_about(event: DeadlineEvent, happened: datetime) -> None:
    assert happened_at(event) == happened


def test_without_a_deadline_there_is_no_claim() -> None:
    accepting.given().when(acceptance()).refused("unknown-claim")
