"""A deadline explains itself: one sentence a person can read out, and segments that add up."""

from dataclasses import replace
from pathlib import Path

import pytest
from msgspec import structs

import careplans
from careplans.freeze_calendars import freeze_calendars
from careplans.promise_from_terms import promise_from
from careplans.terms import load_terms
from careplans.vendors_folder import read_vendors_folder
from events.catalogue.terms import CalendarRef, Promise
from sla_clock.domain import (
    accept_claim,
    breach_deadline,
    cancel_deadline,
    meet_deadline,
    move_deadline,
    pause_deadline,
    reinstate_deadline,
    resume_deadline,
)
from sla_clock.domain.accept_claim import AcceptClaim
from sla_clock.domain.as_customers_read import as_customers_read
from sla_clock.domain.breach_deadline import BreachDeadline
from sla_clock.domain.cancel_deadline import CancelDeadline
from sla_clock.domain.deadline import Deadline
from sla_clock.domain.explain_deadline import explain_deadline
from sla_clock.domain.meet_deadline import MeetDeadline
from sla_clock.domain.move_deadline import MoveDeadline
from sla_clock.domain.pause_deadline import PauseDeadline
from sla_clock.domain.reinstate_deadline import ReinstateDeadline
from sla_clock.domain.resume_deadline import ResumeDeadline
from sla_clock.domain.suppose_deadline import supposed_deadline
from tests.sla_clock.promises import TERMS, after, at, hours, promise, started

TERMS_FILE = (Path(careplans.__file__).parent / "data/terms/2010.1.toml").read_text("utf-8")
EVE = at("2026-11-25 15:00")
MONDAY = at("2026-11-16 09:00")


def met(deadline: Deadline, when: str) -> Deadline:
    """The deadline after an answer."""
    command = MeetDeadline(answered_at=at(when), recorded_at=at(when))
    return after(deadline, [*meet_deadline.decide(command, deadline)])


def test_a_p2_of_the_eve_of_thanksgiving_names_the_holiday() -> None:
    explanation = explain_deadline(started(EVE), EVE)
    assert explanation.sentence == (
        "CS-1 (P2, Gold) was promised a first response within 12 working hours "
        "from Wed 25 Nov 2026 15:00 EST. "
        "Not counted: Thanksgiving Day (Thu 26 Nov 2026). It is due Fri 27 Nov 2026 03:00 EST."
    )
    assert [(one.kind, one.name, one.counted_s) for one in explanation.segments] == [
        ("counted", None, 9 * 3600),
        ("holiday", "Thanksgiving Day", 0),
        ("counted", None, 3 * 3600),
    ]


def test_a_p2_of_the_eve_is_due_on_monday_where_the_vendor_closes_on_the_friday_too() -> None:
    rules = promise("silver")
    bridge = Promise(
        plan=rules.plan,
        terms_version=rules.terms_version,
        targets=rules.targets,
        calendar=CalendarRef(
            calendar_id="us-federal-and-bridge", version=1, zone="America/Detroit"
        ),
    )
    deadline = started(EVE, under=bridge)
    assert deadline.due_at == at("2026-11-30 15:00")
    kinds = [one.kind for one in explain_deadline(deadline, EVE).segments]
    assert kinds == ["counted", "holiday", "holiday", "weekend", "counted"]


CALENDAR_WITH_HOURS = """
id = "works-hours"
version = 1
zone = "America/Detroit"
holidays_of = "US"
hours = ["08:00-17:00"]

[[closures]]
name = "Move"
since = 2026-11-16T10:00:00
until = 2026-11-16T12:00:00
"""


def test_hours_in_which_nobody_works_are_named(tmp_path: Path) -> None:
    """CP-25: a vendor's calendar may have hours, and close once."""
    for name, text in (
        ("calendars", CALENDAR_WITH_HOURS),
        ("terms", TERMS_FILE.replace('id = "us-federal"', 'id = "works-hours"')),
    ):
        (tmp_path / name).mkdir()
        (tmp_path / name / "one.toml").write_text(text, encoding="utf-8")
    freeze_calendars(tmp_path / "calendars")
    rules = promise_from(read_vendors_folder(tmp_path).versions[-1], "gold")
    explanation = explain_deadline(started(MONDAY, under=rules), MONDAY)
    assert (
        "Not counted: Move (Mon 16 Nov 2026), the hours in which nobody works."
    ) in explanation.sentence
    assert [(one.kind, one.name) for one in explanation.segments[:3]] == [
        ("counted", None),
        ("closed", "Move"),
        ("counted", None),
    ]


def test_an_answer_in_time_says_by_how_much() -> None:
    sentence = explain_deadline(
        met(started(MONDAY), "2026-11-16 10:30"), MONDAY + hours(99)
    ).sentence
    assert sentence.endswith(
        "It was answered Mon 16 Nov 2026 10:30 EST, 10 h 30 min before it was due "
        "(Mon 16 Nov 2026 21:00 EST)."
    )


def test_an_answer_at_the_very_instant_says_so() -> None:
    assert (
        "at the very instant it was due"
        in explain_deadline(met(started(MONDAY), "2026-11-16 21:00"), EVE).sentence
    )


def test_a_breach_says_how_late_the_answer_was() -> None:
    deadline = started(MONDAY)
    deadline = after(
        deadline,
        [*breach_deadline.decide(BreachDeadline(detected_at=MONDAY + hours(12)), deadline)],
    )
    assert explain_deadline(deadline, EVE).sentence.endswith(
        "It was due Mon 16 Nov 2026 21:00 EST and not answered by then."
    )
    late = met(deadline, "2026-11-17 00:10")
    assert explain_deadline(late, EVE).sentence.endswith("The answer was recorded 3 h 10 min late.")


def test_a_clock_that_stands_shows_its_time_up_to_now_and_who_stopped_it() -> None:
    deadline = started(MONDAY, "P1")
    command = PauseDeadline(
        kind="excused", at=MONDAY + hours(0.5), reason="voicemail", recorded_by="kim"
    )
    deadline = after(deadline, [*pause_deadline.decide(command, deadline)])
    explanation = explain_deadline(deadline, MONDAY + hours(3))
    assert [(one.kind, one.length) for one in explanation.segments] == [
        ("counted", hours(0.5)),
        ("excused", hours(2.5)),
    ]
    assert explanation.sentence.endswith(
        "The clock stands (excused) since Mon 16 Nov 2026 09:30 EST; "
        "it has no due time until it runs again."
    )
    assert [(one.reason, one.recorded_by) for one in explanation.stretches] == [
        ("voicemail", "kim")
    ]


def test_a_pause_that_has_ended_is_named_with_its_length() -> None:
    deadline = started(MONDAY)
    deadline = after(
        deadline,
        [
            *pause_deadline.decide(
                PauseDeadline(kind="paused", at=MONDAY + hours(1), reason="w"), deadline
            )
        ],
    )
    deadline = after(
        deadline,
        [*resume_deadline.decide(ResumeDeadline(kind="paused", at=MONDAY + hours(3)), deadline)],
    )
    sentence = explain_deadline(deadline, MONDAY + hours(4)).sentence
    waited = "2 h waiting for the customer from Mon 16 Nov 2026 10:00 EST to 12:00 EST"
    assert f"Not counted: {waited}." in sentence


def test_a_raise_says_that_the_priority_changed() -> None:
    deadline = started(MONDAY)
    deadline = after(
        deadline,
        [*move_deadline.decide(MoveDeadline(priority="P1", at=MONDAY + hours(2)), deadline)],
    )
    explanation = explain_deadline(deadline, MONDAY + hours(2))
    assert explanation.counting_from == MONDAY + hours(2)
    assert (
        "within 1 hour from Mon 16 Nov 2026 11:00 EST, when the priority changed."
        in explanation.sentence
    )


def test_what_was_cancelled_says_when() -> None:
    deadline = started(at("2026-11-20 12:00"))
    command = CancelDeadline(at=at("2026-11-21 12:00"), reason="case-excluded")
    deadline = after(deadline, [*cancel_deadline.decide(command, deadline)])
    sentence = explain_deadline(deadline, EVE).sentence
    assert "the weekend from Sat 21 Nov 2026" in sentence
    assert sentence.endswith(
        "The case left the entitlement. The promise was dropped Sat 21 Nov 2026 12:00 EST, "
        "and counts neither as met nor as missed."
    )


def test_a_supposed_deadline_is_what_the_terms_would_promise() -> None:
    terms = load_terms().version("2010.1")
    supposed = supposed_deadline(promise_from(terms, "platinum"), "P4", at("2026-11-24 09:00"))
    assert (supposed.goal, supposed.due_at) == ("first_response", at("2026-12-02 09:00"))


def test_an_answer_at_the_due_time_has_no_margin() -> None:
    deadline = met(started(MONDAY, "P1"), "2026-11-16 10:00")
    assert "answered Mon 16 Nov 2026 10:00 EST, at the very instant it was due (Mon" in (
        explain_deadline(deadline, MONDAY).sentence
    )


def test_by_the_first_reading_an_answer_may_come_after_the_due_time_while_the_clock_stands() -> (
    None
):
    pause = PauseDeadline(kind="paused", at=at("2026-11-16 10:00"), reason="waiting")
    paused_at_due = after(
        started(MONDAY, "P1"), [*pause_deadline.decide(pause, started(MONDAY, "P1"))]
    )
    deadline = met(paused_at_due, "2026-11-16 10:30")
    assert "30 min after the due time, while the clock stood" in (
        explain_deadline(deadline, MONDAY).sentence
    )


def test_changes_of_priority_from_before_claims_had_priorities_are_not_told() -> None:
    move = MoveDeadline(priority="P1", at=MONDAY + hours(1))
    deadline = started(MONDAY)
    deadline = after(deadline, [*move_deadline.decide(move, deadline)])
    nameless = tuple(replace(claim, priority=None, made_at=None) for claim in deadline.claims)
    sentence = explain_deadline(structs.replace(deadline, claims=nameless), MONDAY).sentence
    half_nameless = (nameless[0], deadline.claims[1])
    assert (
        sentence
        == explain_deadline(structs.replace(deadline, claims=half_nameless), MONDAY).sentence
    )
    assert "raised from P2 to P1" in explain_deadline(deadline, MONDAY).sentence
    assert "raised" not in sentence
    assert sentence.startswith("CS-1 (P1, Gold) was promised a first response within 1 hour")


@pytest.mark.parametrize("reason", ["He was on his way.", "Was it recorded?", "It was!", "…"])
def test_a_reason_that_ends_a_sentence_gets_no_second_stop(reason: str) -> None:
    due = MONDAY + hours(1)
    deadline = started(MONDAY, "P1")
    deadline = after(deadline, [*breach_deadline.decide(BreachDeadline(detected_at=due), deadline)])
    claim = MeetDeadline(
        answered_at=due - hours(0.5),
        recorded_at=due + hours(2),
        late_reason=reason,
        claim_id="claim-1",
        claimed_by="kim",
    )
    deadline = after(deadline, [*meet_deadline.decide(claim, deadline)])

    assert explain_deadline(deadline, due).sentence.endswith(f"09:30 EST: {reason}")


def test_a_breach_tells_of_late_answers_of_claims_and_of_what_was_accepted() -> None:
    due = MONDAY + hours(1)
    deadline = started(MONDAY, "P1")
    deadline = after(deadline, [*breach_deadline.decide(BreachDeadline(detected_at=due), deadline)])
    claim = MeetDeadline(
        answered_at=due - hours(0.5),
        recorded_at=due + hours(2),
        late_reason="told by telephone",
        claim_id="claim-1",
        claimed_by="kim",
    )
    deadline = after(deadline, [*meet_deadline.decide(claim, deadline)])
    sentence = explain_deadline(deadline, due).sentence
    assert "It was due Mon 16 Nov 2026 10:00 EST and not answered by then. " in sentence
    assert "The answer was recorded 2 h late. " in sentence
    assert sentence.endswith(
        "kim claims that it was given Mon 16 Nov 2026 09:30 EST: told by telephone."
    )

    acceptance = AcceptClaim(
        claim_id="claim-1",
        accepted_by="rosa",
        known_as=frozenset({"rosa"}),
        never_answers=True,
        reason="the log shows it",
        at=due + hours(3),
    )
    deadline = after(deadline, [*accept_claim.decide(acceptance, deadline)])
    assert explain_deadline(deadline, due).sentence.endswith(
        "rosa accepted that Mon 16 Nov 2026 13:00 EST (the log shows it): the breach is withdrawn."
    )


def test_a_breach_within_an_exclusion_that_was_taken_back_tells_of_it() -> None:
    deadline = started(MONDAY, "P1")
    excluded = CancelDeadline(at=MONDAY + hours(0.5), reason="case-excluded")
    deadline = after(deadline, [*cancel_deadline.decide(excluded, deadline)])
    included = ReinstateDeadline(at=MONDAY + hours(2))
    deadline = after(deadline, [*reinstate_deadline.decide(included, deadline)])
    breach = BreachDeadline(detected_at=MONDAY + hours(2))
    deadline = after(deadline, [*breach_deadline.decide(breach, deadline)])
    assert explain_deadline(deadline, MONDAY + hours(3)).sentence.endswith(
        "The case stood excluded from Mon 16 Nov 2026 09:30 EST to 11:00 EST; "
        "that was taken back, and gains no time. "
        "It was due Mon 16 Nov 2026 10:00 EST and not answered by then."
    )


def test_a_customer_reads_what_became_of_a_deadline_but_neither_who_said_so_nor_why() -> None:
    deadline = started(MONDAY, "P1", under=promise("gold", TERMS))
    excused = PauseDeadline(
        kind="excused", at=MONDAY + hours(0.5), reason="Eve is away", recorded_by="kim"
    )
    deadline = after(deadline, [*pause_deadline.decide(excused, deadline)])
    resumed = ResumeDeadline(kind="excused", at=MONDAY + hours(1))
    deadline = after(deadline, [*resume_deadline.decide(resumed, deadline)])
    due = MONDAY + hours(1.5)
    deadline = after(deadline, [*breach_deadline.decide(BreachDeadline(detected_at=due), deadline)])
    claim = MeetDeadline(
        answered_at=due,
        recorded_at=due + hours(2),
        late_reason="told by telephone",
        claim_id="claim-1",
        claimed_by="kim",
        recorded_by="kim",
    )
    deadline = after(deadline, [*meet_deadline.decide(claim, deadline)])
    acceptance = AcceptClaim(
        claim_id="claim-1",
        accepted_by="rosa",
        known_as=frozenset({"rosa"}),
        never_answers=True,
        reason="the log shows it",
        at=due + hours(3),
    )
    claimed = as_customers_read(deadline)
    withdrawn = as_customers_read(after(deadline, [*accept_claim.decide(acceptance, deadline)]))
    assert claimed.withdrawal is None
    assert explain_deadline(withdrawn, due).sentence.endswith(
        "The answer was recorded 2 h late. "
        "Somebody claims that it was given Mon 16 Nov 2026 10:30 EST. "
        "Support accepted that Mon 16 Nov 2026 13:30 EST: the breach is withdrawn."
    )
    [stretch] = withdrawn.ledger
    assert (stretch.reason, stretch.kind) == ("nobody at the customer could be reached", "excused")
    for word in ("kim", "rosa", "Eve", "telephone", "the log"):
        assert word not in str(withdrawn)


def test_a_customer_reads_that_it_was_waited_for() -> None:
    pause = PauseDeadline(kind="paused", at=MONDAY + hours(1), reason="asked kim's friend")
    deadline = after(started(MONDAY), [*pause_deadline.decide(pause, started(MONDAY))])
    [stretch] = as_customers_read(deadline).ledger
    assert stretch == replace(deadline.ledger[0], reason="waiting for the customer")


def test_a_claim_of_an_unnamed_person_without_a_reason_is_told_all_the_same() -> None:
    due = MONDAY + hours(1)
    deadline = started(MONDAY, "P1")
    deadline = after(deadline, [*breach_deadline.decide(BreachDeadline(detected_at=due), deadline)])
    bare = MeetDeadline(answered_at=due, recorded_at=due + hours(2), claim_id="claim-1")
    deadline = after(deadline, [*meet_deadline.decide(bare, deadline)])
    assert explain_deadline(deadline, due).sentence.endswith(
        "Somebody claims that it was given Mon 16 Nov 2026 10:00 EST."
    )
