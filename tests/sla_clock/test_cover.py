"""A P1 always has an engineer (CP-26): the goal `cover` starts when it has none, and ends with a
verdict each time.
"""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from msgspec.structs import replace

from events.catalogue.case_events import (
    CaseAssigned,
    CaseClosed,
    CaseExcluded,
    CaseHandedOver,
    CaseIncluded,
    CasePriorityChanged,
    CaseReleased,
    CaseReopened,
    CaseResolved,
    CaseResponded,
    WorkaroundProvided,
)
from events.catalogue.deadline_events import (
    DeadlineAnsweredLate,
    DeadlineBreached,
    DeadlineCancelled,
    DeadlineMet,
    DeadlineStarted,
)
from events.catalogue.terms import Priority, Promise, Target
from events.command_runner import Decider
from events.event import Event
from sla_clock.domain import follow_cover
from sla_clock.domain.cover_need import CoverEvent, CoverNeed, need_after
from sla_clock.domain.deadline import DeadlineEvent, evolve_any, initial, stream_of
from sla_clock.domain.explain_deadline import explain_deadline
from sla_clock.domain.fire_instants import Passed
from sla_clock.domain.follow_cover import FollowCover
from sla_clock.projections.tracked_deadline import Tracked, pass_time
from sla_clock.reactions.fold_batch import fold_batch
from tests.sla_clock.promises import COVERED, TERMS, TEXT, at, opened, promise, record, started
from tests.support.given import deciding

OPENED = at("2026-11-16 10:00")
MINUTE = timedelta(minutes=1)
COVER, RESPONSE = stream_of("c1", "cover"), stream_of("c1", "first_response")

following = deciding(Decider(initial, follow_cover.decide, evolve_any))

NOBODY, KIM = CoverNeed(priority="P1"), CoverNeed(priority="P1", has_engineer=True)
LOWERED = CoverNeed(priority="P2")
STARTED = DeadlineStarted(
    case_id="c1",
    customer_id="acme",
    number="CS-1",
    goal="cover",
    priority="P1",
    plan="gold",
    terms_version=COVERED,
    calendar=promise("gold", COVERED).calendar,
    target=Target(amount=900, unit="seconds", counts="always"),
    started_at=OPENED,
    due_at=OPENED + 15 * MINUTE,
    budget_s=900,
    promise=promise("gold", COVERED),
)
MET = DeadlineMet(
    case_id="c1",
    goal="cover",
    met_at=OPENED + 4 * MINUTE,
    due_at=OPENED + 15 * MINUTE,
    counted_s=240,
    paused_s=0,
    excused_s=0,
)
BREACHED = DeadlineBreached(
    case_id="c1",
    customer_id="acme",
    number="CS-1",
    goal="cover",
    priority="P1",
    plan="gold",
    due_at=OPENED + 15 * MINUTE,
    breached_at=OPENED + 15 * MINUTE,
    detected_at=OPENED + 15 * MINUTE,
    late_by_s=0.0,
    paused_s=0,
    excused_s=0,
)
ENDED_LATE = DeadlineAnsweredLate(
    case_id="c1",
    goal="cover",
    answered_at=OPENED + 25 * MINUTE,
    recorded_at=OPENED + 25 * MINUTE,
    due_at=OPENED + 15 * MINUTE,
    late_by_s=600.0,
)


def changes(
    before: CoverNeed | None,
    after: CoverNeed,
    minute: float = 0,
    under: Promise | None = None,
) -> FollowCover:
    return FollowCover(
        first_response=started(OPENED, "P1", under=under or promise("gold", COVERED)),
        before=before,
        after=after,
        at=OPENED + minute * MINUTE,
    )


@pytest.mark.rule("CP-26")
def test_a_p1_that_nobody_has_starts_the_clock_of_its_cover() -> None:
    following.given().when(changes(None, NOBODY)).then(STARTED)


def test_a_case_of_another_priority_needs_no_cover() -> None:
    following.given().when(changes(None, LOWERED)).then()


def test_terms_that_say_nothing_of_cover_start_no_clock() -> None:
    following.given().when(changes(None, NOBODY, under=promise("gold", TERMS))).then()


def test_whoever_takes_the_p1_in_time_meets_it() -> None:
    following.given(STARTED).when(changes(NOBODY, KIM, 4)).then(MET)


def test_a_change_that_leaves_the_p1_with_its_engineer_means_nothing() -> None:
    following.given(STARTED, MET).when(changes(KIM, KIM, 30)).then()
    following.given(STARTED).when(changes(NOBODY, NOBODY, 5)).then()


@pytest.mark.parametrize(
    ("after", "reason"),
    [
        (CoverNeed(priority="P1", helped=True), "worked-around"),
        (CoverNeed(priority="P1", over="case-resolved"), "case-resolved"),
        (CoverNeed(priority="P1", over="case-excluded"), "case-excluded"),
        (CoverNeed(priority="P1", over="case-closed"), "case-closed"),
        (LOWERED, "priority-lowered"),
    ],
)
def test_what_needs_no_engineer_any_more_is_dropped(after: CoverNeed, reason: str) -> None:
    cancelled = DeadlineCancelled(
        case_id="c1",
        goal="cover",
        cancelled_at=OPENED + 5 * MINUTE,
        reason=reason,  # type: ignore[arg-type]  # a test's table is of strings
    )
    following.given(STARTED).when(changes(NOBODY, after, 5)).then(cancelled)


@pytest.mark.parametrize("after", [KIM, CoverNeed(priority="P1", helped=True), LOWERED])
def test_after_the_breach_its_length_is_told_however_it_ends(after: CoverNeed) -> None:
    state = following.given(STARTED, BREACHED).when(changes(NOBODY, after, 25)).then(ENDED_LATE)
    assert state is not None
    assert (state.verdict, state.answered_late_by_s, state.late_claims) == ("breached", 600.0, ())


def test_each_stretch_without_an_engineer_has_a_clock_of_its_own() -> None:
    again = replace(STARTED, started_at=OPENED + 60 * MINUTE, due_at=OPENED + 75 * MINUTE)
    state = following.given(STARTED, MET).when(changes(KIM, NOBODY, 60)).then(again)
    assert state is not None
    assert (state.version, state.verdict, state.started_at) == (3, None, OPENED + 60 * MINUTE)


TAKEN = CaseAssigned(case_id="c1", engineer_id="kim")
HANDED_OVER = CaseHandedOver(
    case_id="c1", from_engineer_id="kim", to_engineer_id="lee", personal=TEXT
)
HELPED = WorkaroundProvided(case_id="c1", provided_at=OPENED, personal=TEXT)
EXCLUDED = CaseExcluded(case_id="c1", code="other", excluded_at=OPENED)
INCLUDED = CaseIncluded(case_id="c1", included_at=OPENED, answered=True, personal=TEXT)
RESOLVED = CaseResolved(case_id="c1", resolved_at=OPENED, personal=TEXT)
REOPENED = CaseReopened(case_id="c1", reopened_at=OPENED, personal=TEXT)
RELEASED = CaseReleased(case_id="c1", engineer_id="kim", personal=TEXT)
CLOSED = CaseClosed(case_id="c1", closed_at=OPENED)


def changed(new: Priority) -> CasePriorityChanged:
    return CasePriorityChanged(case_id="c1", old="P3", new=new, changed_at=OPENED, reason="r")


@pytest.mark.parametrize(
    ("events", "uncovered"),
    [
        ((), True),
        ((TAKEN,), False),
        ((HANDED_OVER,), False),
        ((HELPED,), False),
        ((EXCLUDED,), False),
        ((EXCLUDED, INCLUDED), True),
        ((TAKEN, EXCLUDED, INCLUDED), False),
        ((RESOLVED,), False),
        ((RESOLVED, CLOSED), False),
        ((changed("P2"),), False),
        ((changed("P2"), changed("P1")), True),
        ((TAKEN, changed("P2"), changed("P1")), False),
        ((TAKEN, RELEASED), True),
        ((TAKEN, RELEASED, HANDED_OVER), False),
        # Who had it before it was reopened does not have it since.
        ((TAKEN, RESOLVED, REOPENED), True),
        ((TAKEN, HELPED, RESOLVED, REOPENED), True),
        ((TAKEN, RESOLVED, REOPENED, TAKEN), False),
    ],
)
def test_a_p1_is_uncovered_while_it_needs_somebody_and_nobody_has_it(
    events: Sequence[CoverEvent], uncovered: bool
) -> None:
    need = CoverNeed(priority="P1")
    for event in events:
        need = need_after(need, event)
    assert need.uncovered is uncovered


def known_of(
    *events: tuple[float, Event],
    priority: Priority = "P1",
    terms: str = COVERED,
    until: float = 120,
    imported: bool = False,
) -> dict[str, Tracked]:
    """What the clock knows of a case of 10:00 at the last minute; events by their minute."""
    log = [(0.0, opened("c1", OPENED, priority, terms=terms)), *events]
    records = [
        record(event, "c1", seq, OPENED + minute * MINUTE, imported=imported)
        for seq, (minute, event) in enumerate(log, start=1)
    ]
    end = OPENED + until * MINUTE
    known = fold_batch({}, records, end)
    return {stream: pass_time(one, Passed(until=end), end) for stream, one in known.items()}


def kinds(tracked: Tracked) -> list[str]:
    """What was said of a deadline, in a word each, with its minute."""
    known = [(one.event.data, one.known_at) for one in tracked.pending]
    return [
        f"{type(event).__name__.removeprefix('Deadline')} {(when - OPENED) // MINUTE}"
        for event, when in known
    ]


def facts(tracked: Tracked) -> list[DeadlineEvent]:
    return [one.event.data for one in tracked.pending if isinstance(one.event.data, DeadlineEvent)]


def answered() -> CaseResponded:
    return CaseResponded(
        case_id="c1", responder_id="kim", responded_at=OPENED, first=True, personal=TEXT
    )


def test_a_p1_without_an_engineer_is_warned_of_and_breached_once() -> None:
    cover = known_of((20, answered()))[COVER]
    assert kinds(cover) == ["Started 0", "Warned 11", "Breached 15"]
    assert {event.goal for event in facts(cover)} == {"cover"}


def test_an_engineer_at_the_very_instant_of_the_due_time_has_it_in_time() -> None:
    """CP-27b."""
    assert kinds(known_of((15, TAKEN))[COVER]) == ["Started 0", "Warned 11", "Met 15"]


def test_a_breach_is_told_with_its_length_once_somebody_has_it() -> None:
    cover = known_of((25, TAKEN))[COVER]
    assert kinds(cover) == ["Started 0", "Warned 11", "Breached 15", "AnsweredLate 25"]
    sentence = explain_deadline(cover.deadline, OPENED + 60 * MINUTE).sentence
    assert sentence == (
        "CS-c1 (P1) was without an engineer from Mon 16 Nov 2026 10:00 EST, and was to have one "
        "within 15 minutes. It was due Mon 16 Nov 2026 10:15 EST and no engineer had it by then. "
        "It had none for 25 min."
    )


@pytest.mark.parametrize(
    ("events", "outcome"),
    [
        (((5, TAKEN),), "An engineer had it Mon 16 Nov 2026 10:05 EST, 10 min before it was due"),
        (((5, HELPED),), "A workaround is in place. No engineer had to have it any more from"),
        (((5, RESOLVED),), "The case was solved. No engineer had to have it any more from"),
        (((5, CLOSED),), "The case was closed. No engineer had to have it any more from"),
        (((5, EXCLUDED),), "The case left the entitlement. No engineer had to have it any more"),
        (((5, changed("P3")),), "The case is no P1 any more. No engineer had to have it any more"),
    ],
)
def test_how_a_stretch_ended_is_explained(
    events: Sequence[tuple[float, Event]], outcome: str
) -> None:
    deadline = known_of(*events)[COVER].deadline
    assert outcome in explain_deadline(deadline, OPENED + 60 * MINUTE).sentence


def test_a_reopened_p1_needs_cover_again_and_has_no_second_target() -> None:
    """CP-26, CP-28: its former engineer does not count, and the first answer was given."""
    known = known_of((2, TAKEN), (5, answered()), (30, RESOLVED), (60, REOPENED), (70, TAKEN))
    assert kinds(known[COVER]) == ["Started 0", "Met 2", "Started 60", "Met 70"]
    assert kinds(known[RESPONSE]) == ["Started 0", "Met 5"]


def test_a_case_raised_to_p1_needs_cover_from_then_on_unless_somebody_has_it() -> None:
    raised = known_of((30, changed("P1")), priority="P3")
    assert kinds(raised[COVER]) == ["Started 30", "Warned 41", "Breached 45"]
    assert COVER not in known_of((10, TAKEN), (30, changed("P1")), priority="P3")


def test_an_exclusion_taken_back_starts_cover_anew() -> None:
    known = known_of((5, EXCLUDED), (60, INCLUDED), (65, TAKEN))
    assert kinds(known[COVER]) == ["Started 0", "Cancelled 5", "Started 60", "Met 65"]


def test_who_lets_go_of_a_p1_leaves_five_minutes_to_the_next() -> None:
    known = known_of((2, TAKEN), (5, answered()), (30, RELEASED))
    assert kinds(known[COVER])[2:] == ["Started 30", "Warned 33", "Breached 35"]
    assert known[COVER].deadline.budget_s == 300


def test_cases_of_older_terms_and_of_history_have_no_such_goal() -> None:
    assert COVER not in known_of(terms=TERMS)
    assert COVER not in known_of(imported=True)
    assert COVER not in known_of((60, REOPENED), imported=True)


def test_no_two_events_of_a_cover_have_one_id() -> None:
    """Each stretch is warned of and breached under an id of its own."""
    cover = known_of((20, TAKEN), (30, RESOLVED), (40, REOPENED), (80, TAKEN))[COVER]
    assert kinds(cover).count("Breached 15") == kinds(cover).count("Breached 55") == 1
    ids = [one.event.event_id for one in cover.pending]
    assert len(set(ids)) == len(ids) == 8


def test_the_need_of_a_case_is_kept_with_its_first_response() -> None:
    known = known_of((2, TAKEN))
    assert known[RESPONSE].need == KIM
    assert known[COVER].need is None
