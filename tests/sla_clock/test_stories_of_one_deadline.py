"""Stories of one case each, told to the whole service on real Postgres.

What it says, when, and that it says it once.
"""

from datetime import timedelta

from events.catalogue.case_events import (
    CaseClosed,
    CaseCommented,
    CaseExcluded,
    CaseIncluded,
    CasePriorityChanged,
    CaseResolved,
    CaseResponded,
    ContactReachable,
    ContactUnreachable,
    InformationProvided,
    InformationRequested,
    WorkaroundProvided,
)
from events.catalogue.deadline_events import (
    DeadlineAnsweredLate,
    DeadlineBreached,
    DeadlineMet,
    DeadlineWarned,
)
from events.event import derived_id
from tests.sla_clock.clockwork import Clockwork
from tests.sla_clock.promises import TEXT, at, hours, opened

MONDAY = at("2026-11-16 09:00")
A_MICROSECOND = timedelta(microseconds=1)


def answer(case_id: str, when: str) -> CaseResponded:
    """A person answers."""
    return CaseResponded(
        case_id=case_id, responder_id="kim", responded_at=at(when), first=True, personal=TEXT
    )


async def test_a_p2_that_is_answered_is_met_and_its_timer_is_gone(clock: Clockwork) -> None:
    await clock.tell(opened("c1", MONDAY), "c1", MONDAY)
    await clock.tell(answer("c1", "2026-11-16 10:00"), "c1", at("2026-11-16 10:00"))
    await clock.until(at("2026-11-20 10:00"))
    assert await clock.kinds("c1") == ["DeadlineStarted", "DeadlineMet"]
    assert await clock.built.lists.open_timers() == 0


async def test_a_p2_that_nobody_answers_is_warned_of_and_breached_once(clock: Clockwork) -> None:
    await clock.tell(opened("c1", MONDAY), "c1", MONDAY)
    await clock.until(MONDAY + hours(9) - A_MICROSECOND)
    assert await clock.kinds("c1") == ["DeadlineStarted"]
    await clock.until(MONDAY + hours(9))
    assert await clock.kinds("c1") == ["DeadlineStarted", "DeadlineWarned"]
    for late in (12, 13, 100):
        await clock.until(MONDAY + hours(late))
    assert await clock.kinds("c1") == ["DeadlineStarted", "DeadlineWarned", "DeadlineBreached"]
    breach = (await clock.events_of("c1"))[-1]
    assert isinstance(breach.data, DeadlineBreached)
    assert (breach.data.breached_at, breach.data.late_by_s) == (MONDAY + hours(12), 0.0)


async def test_an_answer_recorded_exactly_at_due_is_in_time(clock: Clockwork) -> None:
    await clock.tell(opened("c1", MONDAY), "c1", MONDAY)
    await clock.until(MONDAY + hours(12) - A_MICROSECOND)
    await clock.tell(answer("c1", "2026-11-16 21:00"), "c1", MONDAY + hours(12))
    await clock.until(MONDAY + hours(12))
    met = (await clock.events_of("c1"))[-1]
    assert isinstance(met.data, DeadlineMet)
    assert met.data.counted_s == 12 * 3600


async def test_an_answer_recorded_a_microsecond_after_due_is_late(clock: Clockwork) -> None:
    await clock.tell(opened("c1", MONDAY), "c1", MONDAY)
    await clock.tell(answer("c1", "2026-11-16 20:59"), "c1", MONDAY + hours(12) + A_MICROSECOND)
    await clock.catch_up()
    assert await clock.kinds("c1") == [
        "DeadlineStarted",
        "DeadlineWarned",
        "DeadlineBreached",
        "DeadlineAnsweredLate",
    ]
    late = (await clock.events_of("c1"))[-1]
    assert isinstance(late.data, DeadlineAnsweredLate)
    assert late.data.late_by_s == 0.000001


async def test_an_answer_that_is_still_unread_when_the_deadline_passes_is_no_breach(
    clock: Clockwork,
) -> None:
    await clock.tell(opened("c1", MONDAY), "c1", MONDAY)
    await clock.catch_up()
    clock.broker.hold("intake.events")
    await clock.tell(answer("c1", "2026-11-16 20:00"), "c1", MONDAY + hours(11))
    await clock.send_watermarks(MONDAY + hours(13))
    await clock.catch_up()
    assert "DeadlineBreached" not in await clock.kinds("c1")
    clock.broker.release("intake.events")
    await clock.catch_up()
    assert (await clock.kinds("c1"))[-1] == "DeadlineMet"


async def test_without_a_watermark_a_deadline_is_held(clock: Clockwork) -> None:
    await clock.tell(opened("c1", MONDAY), "c1", MONDAY)
    await clock.catch_up()
    clock.time.move(hours(100))
    await clock.catch_up()
    assert await clock.kinds("c1") == ["DeadlineStarted"]
    await clock.until(clock.time.now())
    breach = (await clock.events_of("c1"))[-1]
    assert isinstance(breach.data, DeadlineBreached)
    assert (breach.data.detected_at, breach.data.late_by_s) == (MONDAY + hours(100), 88 * 3600.0)


async def test_a_pause_over_a_weekend_takes_friday_night_and_monday_morning_only(
    clock: Clockwork,
) -> None:
    friday = at("2026-11-20 18:00")
    await clock.tell(opened("c1", friday), "c1", friday)
    requested, provided = at("2026-11-20 22:00"), at("2026-11-23 04:00")
    await clock.tell(
        InformationRequested(case_id="c1", requested_at=requested, personal=TEXT), "c1", requested
    )
    await clock.until(provided - A_MICROSECOND)
    await clock.tell(InformationProvided(case_id="c1", provided_at=provided), "c1", provided)
    await clock.until(at("2026-11-23 12:00"))
    breach = (await clock.events_of("c1"))[-1]
    assert isinstance(breach.data, DeadlineBreached)
    assert (breach.data.due_at, breach.data.paused_s) == (at("2026-11-23 12:00"), 6 * 3600)


async def test_a_raise_to_p1_is_due_an_hour_later_and_a_lowering_counts_from_the_start(
    clock: Clockwork,
) -> None:
    for case_id, new in (("c1", "P1"), ("c2", "P3")):
        await clock.tell(opened(case_id, MONDAY), case_id, MONDAY)
        change = CasePriorityChanged(
            case_id=case_id,
            old="P2",
            new="P1" if new == "P1" else "P3",
            changed_at=MONDAY + hours(2),
            reason="r",
        )
        await clock.tell(change, case_id, MONDAY + hours(2))
    await clock.until(MONDAY + hours(200))
    breaches = [(await clock.events_of(case_id))[-1].data for case_id in ("c1", "c2")]
    assert [one.due_at for one in breaches if isinstance(one, DeadlineBreached)] == [
        MONDAY + hours(3),
        MONDAY + hours(24),
    ]


async def test_excused_time_moves_a_p1(clock: Clockwork) -> None:
    await clock.tell(opened("c1", MONDAY, "P1"), "c1", MONDAY)
    gone, back = MONDAY + hours(0.5), MONDAY + hours(5)
    nobody = ContactUnreachable(
        case_id="c1", recorded_by="kim", unreachable_at=gone, reason="voicemail"
    )
    await clock.tell(nobody, "c1", gone)
    await clock.until(back - A_MICROSECOND)
    await clock.tell(
        ContactReachable(case_id="c1", recorded_by="kim", reachable_at=back), "c1", back
    )
    await clock.until(back + hours(0.5))
    breach = (await clock.events_of("c1"))[-1]
    assert isinstance(breach.data, DeadlineBreached)
    assert (breach.data.due_at, breach.data.excused_s) == (MONDAY + hours(5.5), 4.5 * 3600)


async def test_a_case_that_leaves_the_entitlement_or_is_closed_unanswered_has_no_deadline_any_more(
    clock: Clockwork,
) -> None:
    for case_id in ("c1", "c2"):
        await clock.tell(opened(case_id, MONDAY), case_id, MONDAY)
    one = MONDAY + hours(1)
    await clock.tell(CaseExcluded(case_id="c1", code="other", excluded_at=one), "c1", one)
    await clock.tell(CaseClosed(case_id="c2", closed_at=one), "c2", one)
    await clock.until(MONDAY + hours(100))
    assert await clock.verdicts() == {"c1": ["DeadlineCancelled"], "c2": ["DeadlineCancelled"]}
    assert await clock.built.lists.open_timers() == 0


async def test_a_breach_that_an_exclusion_hid_is_told_when_it_is_taken_back(
    clock: Clockwork,
) -> None:
    await clock.tell(opened("c1", MONDAY, "P1"), "c1", MONDAY)
    gone, back = MONDAY + hours(0.5), MONDAY + hours(3)
    await clock.tell(CaseExcluded(case_id="c1", code="other", excluded_at=gone), "c1", gone)
    await clock.until(back - A_MICROSECOND)
    assert await clock.verdicts() == {"c1": ["DeadlineCancelled"]}
    included = CaseIncluded(case_id="c1", included_at=back, answered=False, personal=TEXT)
    await clock.tell(included, "c1", back)
    await clock.catch_up()
    assert await clock.kinds("c1") == [
        "DeadlineStarted",
        "DeadlineCancelled",
        "DeadlineReinstated",
        "DeadlineBreached",
    ]
    breach = (await clock.events_of("c1"))[-1].data
    assert isinstance(breach, DeadlineBreached)
    assert (breach.due_at, breach.late_by_s) == (MONDAY + hours(1), 2 * 3600)
    assert breach.late_because == "exclusion-undone"
    explained = await clock.get("/v1/cases/c1/deadlines/first_response/explanation")
    assert "stood excluded from" in explained.json()["sentence"]


async def test_an_exclusion_taken_back_in_time_leaves_the_due_time_and_can_be_met(
    clock: Clockwork,
) -> None:
    await clock.tell(opened("c1", MONDAY, "P1"), "c1", MONDAY)
    gone, back = MONDAY + hours(0.25), MONDAY + hours(0.5)
    await clock.tell(CaseExcluded(case_id="c1", code="other", excluded_at=gone), "c1", gone)
    included = CaseIncluded(case_id="c1", included_at=back, answered=False, personal=TEXT)
    await clock.tell(included, "c1", back)
    await clock.until(MONDAY + hours(0.5))
    [deadline] = (await clock.get("/v1/cases/c1/deadlines")).json()
    assert (deadline["state"], deadline["due_at"]) == ("running", "2026-11-16T15:00:00Z")
    await clock.until(MONDAY + hours(0.75))
    assert (await clock.kinds("c1"))[-1] == "DeadlineWarned"
    await clock.until(MONDAY + hours(1))
    assert (await clock.kinds("c1"))[-1] == "DeadlineBreached"


async def test_a_solution_or_a_workaround_without_an_answer_before_it_is_the_answer(
    clock: Clockwork,
) -> None:
    for case_id in ("c1", "c2"):
        await clock.tell(opened(case_id, MONDAY), case_id, MONDAY)
    one = MONDAY + hours(1)
    await clock.tell(CaseResolved(case_id="c1", resolved_at=one, personal=TEXT), "c1", one)
    await clock.tell(WorkaroundProvided(case_id="c2", provided_at=one, personal=TEXT), "c2", one)
    await clock.catch_up()
    assert await clock.verdicts() == {"c1": ["DeadlineMet"], "c2": ["DeadlineMet"]}


async def test_a_comment_is_no_answer_and_an_event_of_an_unknown_case_is_left_alone(
    clock: Clockwork,
) -> None:
    await clock.tell(opened("c1", MONDAY), "c1", MONDAY)
    await clock.tell(CaseCommented(case_id="c1", author_id="u1", personal=TEXT), "c1")
    await clock.tell(answer("c9", "2026-11-16 10:00"), "c9", MONDAY + hours(1))
    await clock.catch_up()
    assert await clock.kinds("c1") == ["DeadlineStarted"]
    assert await clock.kinds("c9") == []


async def test_what_follows_carries_its_cause_and_history_stays_history(clock: Clockwork) -> None:
    first = await clock.tell(opened("c1", MONDAY), "c1", MONDAY, imported=True)
    await clock.tell(opened("c2", MONDAY + hours(60)), "c2", MONDAY + hours(60), imported=True)
    clock.time.move(hours(10_000))
    await clock.until(clock.time.now())
    start, warning, breach = await clock.events_of("c1")
    assert start.event_id == derived_id(first.event_id, "sla-clock.deadline.started")
    assert (start.meta.correlation_id, start.meta.causation_id) == (
        first.meta.correlation_id,
        str(first.event_id),
    )
    assert [one.recorded_at for one in (start, warning, breach)] == [
        MONDAY,
        MONDAY + hours(9),
        MONDAY + hours(12),
    ]
    assert {one.meta.imported for one in (start, warning, breach)} == {True}
    assert isinstance(breach.data, DeadlineBreached)
    assert isinstance(warning.data, DeadlineWarned)
    assert (breach.data.detected_at, breach.data.late_by_s) == (MONDAY + hours(12), 0.0)
    assert warning.data.detected_at == MONDAY + hours(9)
