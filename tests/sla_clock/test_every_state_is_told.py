"""Each thing that can become of a deadline is told in a sentence that a customer would accept."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from msgspec import structs

from events.catalogue.case_events import (
    CaseClosed,
    CaseExcluded,
    CaseIncluded,
    CasePriorityChanged,
    CaseResponded,
    ContactReachable,
    ContactUnreachable,
    InformationProvided,
    InformationRequested,
)
from events.catalogue.terms import Plan, Priority
from events.event import Event
from events.sealing.stand_ins import ERASED
from sla_clock.domain.as_customers_read import as_customers_read
from sla_clock.domain.deadline import Deadline, stream_of
from sla_clock.domain.explain_deadline import due_not_judged, explain_deadline
from sla_clock.domain.fire_instants import Passed
from sla_clock.domain.say_outcome import NOTHING_KNOWN, Knowing
from sla_clock.projections.tracked_deadline import pass_time
from sla_clock.reactions.fold_batch import fold_batch
from tests.sla_clock.promises import TERMS, TEXT, at, opened, record

Happens = Callable[[datetime], Event]
MONDAY, NOON = "2026-11-16 09:00", at("2026-11-16 12:00")


def change(new: Priority) -> Happens:
    """The priority becomes `new`."""
    return lambda when: CasePriorityChanged(
        case_id="c1", old="P1", new=new, changed_at=when, reason="r"
    )


def ask(when: datetime) -> Event:
    """Information is asked for."""
    return InformationRequested(case_id="c1", requested_at=when, personal=TEXT)


def tell(when: datetime) -> Event:
    """It comes."""
    return InformationProvided(case_id="c1", provided_at=when)


def lose(when: datetime) -> Event:
    """Nobody at the customer can be reached."""
    return ContactUnreachable(
        case_id="c1", recorded_by="kim", unreachable_at=when, reason="voicemail"
    )


def reach(when: datetime) -> Event:
    """Somebody can."""
    return ContactReachable(case_id="c1", recorded_by="kim", reachable_at=when)


def exclude(when: datetime) -> Event:
    """The case leaves the entitlement."""
    return CaseExcluded(case_id="c1", code="unsupported-version", excluded_at=when)


def include(when: datetime) -> Event:
    """And comes back."""
    return CaseIncluded(case_id="c1", included_at=when, answered=False, personal=TEXT)


def close(when: datetime) -> Event:
    """The case is closed."""
    return CaseClosed(case_id="c1", closed_at=when)


def answer(when: datetime) -> Event:
    """Somebody answers."""
    return CaseResponded(
        case_id="c1", responder_id="kim", responded_at=when, first=True, personal=TEXT
    )


def case(  # what opened it, and what happened since
    priority: Priority,
    plan: Plan,
    *happened: tuple[str, Happens],
    opened_at: str = MONDAY,
    now: datetime = NOON,
    terms: str = TERMS,
) -> Deadline:
    """The first response of a case to which this happened, all that came due by now judged."""
    events = [opened("c1", at(opened_at), priority, plan, terms=terms)]
    log = [record(events[0], "c1", 1, at(opened_at))] + [
        record(what(at(when)), "c1", seq, at(when))
        for seq, (when, what) in enumerate(happened, start=2)
    ]
    tracked = fold_batch({}, log, log[-1].recorded_at)[stream_of("c1", "first_response")]
    return pass_time(tracked, Passed(until=now), now).deadline


def sentence_of(deadline: Deadline, now: datetime = NOON, knowing: Knowing = NOTHING_KNOWN) -> str:
    """What is told of it."""
    return explain_deadline(deadline, now, knowing).sentence


@pytest.mark.rule("CP-27a")
def test_a_raise_is_told_with_the_due_time_before_and_after() -> None:
    deadline = case("P4", "gold", ("2026-11-16 09:30", change("P3")))
    assert (
        "It was raised from P4 to P3 Mon 16 Nov 2026 09:30 EST: "
        "due Tue 17 Nov 2026 09:30 EST instead of Wed 18 Nov 2026 09:00 EST."
    ) in sentence_of(deadline)


@pytest.mark.rule("CP-27a")
def test_a_case_that_was_lowered_is_told_to_have_been_a_p1_and_to_be_due_later() -> None:
    deadline = case("P1", "gold", ("2026-11-16 09:30", change("P3")))
    assert (
        "It was lowered from P1 to P3 Mon 16 Nov 2026 09:30 EST: "
        "due Tue 17 Nov 2026 09:00 EST instead of Mon 16 Nov 2026 10:00 EST."
    ) in sentence_of(deadline)


@pytest.mark.rule("CP-27a")
def test_a_lowering_that_gains_no_time_says_which_due_time_stays() -> None:
    changes = (("2026-11-18 09:00", change("P2")), ("2026-11-18 11:00", change("P3")))
    deadline = case("P4", "silver", *changes, now=at("2026-11-18 11:30"))
    assert sentence_of(deadline, at("2026-11-18 11:30")).endswith(
        "It was lowered from P2 to P3 Wed 18 Nov 2026 11:00 EST: still due Thu 19 Nov 2026 09:00 "
        "EST, since the new due time is no later one. It is due Thu 19 Nov 2026 09:00 EST."
    )


def test_a_raise_whose_due_time_is_no_earlier_says_which_one_stays() -> None:
    deadline = case("P2", "gold", ("2026-11-16 20:50", change("P1")), now=at("2026-11-16 20:55"))
    assert "still due Mon 16 Nov 2026 21:00 EST, since the new due time is no earlier one." in (
        sentence_of(deadline, at("2026-11-16 20:55"))
    )


@pytest.mark.rule("CP-27a")
def test_a_mis_click_from_p1_to_p2_and_back_is_told_to_gain_nothing() -> None:
    changes = (("2026-11-16 09:50", change("P2")), ("2026-11-16 09:55", change("P1")))
    deadline = case("P1", "gold", *changes, now=at("2026-11-16 09:58"))
    assert sentence_of(deadline, at("2026-11-16 09:58")).endswith(
        "It was raised from P2 to P1 Mon 16 Nov 2026 09:55 EST: due Mon 16 Nov 2026 10:00 EST "
        "again, as promised before, instead of Mon 16 Nov 2026 21:00 EST. "
        "It is due Mon 16 Nov 2026 10:00 EST."
    )


def test_a_change_that_terms_do_not_let_move_the_due_time_says_so() -> None:
    deadline = case("P1", "gold", ("2026-11-16 09:30", change("P3")), now=at("2026-11-16 09:31"))
    kept = replace(deadline.claims[1], joined="kept")
    deadline = structs.replace(deadline, claims=(deadline.claims[0], kept))
    assert "still due Mon 16 Nov 2026 10:00 EST, as a change of priority does not move it." in (
        sentence_of(deadline)
    )


def test_a_change_while_the_clock_stands_claims_no_due_time() -> None:
    deadline = case("P4", "gold", ("2026-11-16 09:20", ask), ("2026-11-16 09:30", change("P2")))
    assert "to P2 Mon 16 Nov 2026 09:30 EST, while the clock stood." in sentence_of(deadline)


def test_waits_after_a_change_do_not_alter_what_is_told_of_it() -> None:
    before = (
        ("2026-11-16 09:10", ask),
        ("2026-11-16 09:20", tell),
        ("2026-11-16 10:00", change("P2")),
    )
    since = ("2026-11-16 10:10", ask), ("2026-11-16 10:20", tell)
    text = "due Mon 16 Nov 2026 22:00 EST instead of Wed 18 Nov 2026 09:10 EST."
    assert text in sentence_of(case("P4", "gold", *before))
    assert text in sentence_of(case("P4", "gold", *before, *since))


def test_of_many_changes_only_their_number_and_the_last_are_told() -> None:
    changes = [
        (f"2026-11-16 09:{minute}", change("P3" if minute % 2 else "P4"))
        for minute in range(11, 17)
    ]
    sentence = sentence_of(case("P4", "gold", *changes))
    assert "Its priority changed 6 times. It was lowered from P3 to P4 Mon 16 Nov 2026 09:16" in (
        sentence
    )
    assert sentence.count("raised") + sentence.count("lowered") == 1


@pytest.mark.rule("CP-18")
def test_a_dropped_promise_says_by_which_exclusion_and_that_it_counts_neither_way() -> None:
    deadline = case("P2", "gold", ("2026-11-16 09:30", exclude))
    assert deadline.exclusion == "unsupported-version"
    assert sentence_of(as_customers_read(deadline)).endswith(
        "The case left the entitlement (unsupported version). The promise was dropped "
        "Mon 16 Nov 2026 09:30 EST, and counts neither as met nor as missed."
    )


def test_a_promise_dropped_by_closing_says_so_in_other_words() -> None:
    deadline = case("P2", "gold", ("2026-11-16 09:30", close))
    assert "The case was closed without an answer. The promise was dropped" in sentence_of(deadline)


def test_a_promise_dropped_before_reasons_were_kept_says_only_that_it_was() -> None:
    deadline = structs.replace(case("P2", "gold", ("2026-11-16 09:30", close)), cancel_reason=None)
    assert sentence_of(deadline).endswith(
        "from Mon 16 Nov 2026 09:00 EST. The promise was dropped "
        "Mon 16 Nov 2026 09:30 EST, and counts neither as met nor as missed."
    )


@pytest.mark.rule("CP-18")
def test_a_reinstated_promise_tells_of_the_exclusion_while_it_runs_and_when_it_is_met() -> None:
    undone = ("2026-11-16 09:30", exclude), ("2026-11-16 11:30", include)
    text = (
        "The case stood excluded from Mon 16 Nov 2026 09:30 EST to 11:30 EST; that was taken back"
    )
    assert case("P2", "gold", *undone).exclusion is None
    assert text in sentence_of(case("P2", "gold", *undone))
    assert text in sentence_of(case("P2", "gold", *undone, ("2026-11-16 11:40", answer)))


@pytest.mark.rule("CP-27")
def test_excused_time_says_who_recorded_it_and_why() -> None:
    away = ("2026-11-16 09:10", lose), ("2026-11-16 09:50", reach)
    deadline = case("P1", "gold", *away, now=at("2026-11-16 10:20"))
    assert (
        "Not counted: 40 min excused from Mon 16 Nov 2026 09:10 EST to 09:50 EST (kim: voicemail)."
    ) in sentence_of(deadline, at("2026-11-16 10:20"))
    assert (
        "from Mon 16 Nov 2026 09:10 EST to 09:50 EST (nobody at the customer could be reached)."
    ) in sentence_of(as_customers_read(deadline), at("2026-11-16 10:20"))


@pytest.mark.parametrize(
    ("reason", "by", "why"),
    [(ERASED, "kim", " (recorded by kim)."), ("", None, " EST."), (ERASED, None, " EST.")],
)
def test_of_an_excuse_only_what_is_known_is_told(reason: str, by: str | None, why: str) -> None:
    away = ("2026-11-16 09:10", lose), ("2026-11-16 09:50", reach)
    deadline = case("P1", "gold", *away, now=at("2026-11-16 10:20"))
    bare = replace(deadline.ledger[0], reason=reason, recorded_by=by)
    sentence = sentence_of(structs.replace(deadline, ledger=(bare,)), at("2026-11-16 10:20"))
    assert sentence.startswith("CS-c1 (P1, Gold) was promised")
    assert f"to 09:50 EST{why.removeprefix(' EST')} It is due" in sentence


def test_a_wait_over_a_holiday_is_told_once_with_the_working_time_it_took() -> None:
    now = at("2026-11-30 10:20")
    deadline = case("P3", "gold", ("2026-11-25 16:00", ask), opened_at="2026-11-25 15:00", now=now)
    assert sentence_of(deadline, now).endswith(
        "Not counted: Thanksgiving Day (Thu 26 Nov 2026), the weekend from Sat 28 Nov 2026, "
        "1 d 18 h waiting for the customer from Wed 25 Nov 2026 16:00 EST on. "
        "The clock stands (waiting for the customer) since Wed 25 Nov 2026 16:00 EST; "
        "it has no due time until it runs again."
    )


def test_a_wait_that_took_only_a_weekend_is_no_reason() -> None:
    waits = ("2026-11-21 10:00", ask), ("2026-11-22 10:00", tell)
    now = at("2026-11-23 08:00")
    deadline = case("P3", "gold", *waits, opened_at="2026-11-20 15:00", now=now)
    assert "Not counted: the weekend from Sat 21 Nov 2026. It is due" in sentence_of(deadline, now)


@pytest.mark.parametrize("days", [3, 10])
def test_many_waits_are_told_together(days: int) -> None:
    first, now = datetime.fromisoformat(f"{MONDAY}:00"), at("2026-11-30 12:00")
    waits: list[tuple[str, Happens]] = []
    for day in range(days):
        since = first + timedelta(days=day, hours=1)
        until = since + timedelta(hours=1, minutes=13)
        waits += [(f"{since:%Y-%m-%d %H:%M}", ask), (f"{until:%Y-%m-%d %H:%M}", tell)]
    sentence = sentence_of(case("P4", "silver", *waits, now=now), now)
    assert sentence.count("waiting for the customer") == 1
    assert "waiting for the customer, " + ("3" if days == 3 else "6") + " times, from Mon 16" in (
        sentence
    )
    assert len(sentence) < 420


def test_weekends_of_months_are_told_together() -> None:
    waits, now = (("2026-09-01 10:00", ask),), at("2026-11-20 10:00")
    deadline = case("P4", "silver", *waits, opened_at="2026-09-01 09:00", now=now)
    sentence = sentence_of(deadline, now)
    assert "Not counted: 11 weekends (Sat 5 Sep 2026 to Sun 15 Nov 2026), Labor Day" in sentence
    assert sentence.count("weekend") == 1


def test_a_short_stretch_is_told_by_its_beginning() -> None:
    moment = record(ask(NOON), "c1", 1, NOON)
    assert moment.recorded_at == NOON
    waits = ("2026-11-16 09:30:00.1", ask), ("2026-11-16 09:30:00.3", tell)
    assert (
        "Not counted: less than a second waiting for the customer from Mon 16 Nov 2026 09:30 EST."
    ) in sentence_of(case("P2", "gold", *waits))


def test_what_is_due_and_not_judged_is_not_told_to_be_running() -> None:
    deadline = case("P1", "gold", now=at("2026-11-16 09:59"))
    known = at("2026-11-16 09:58")
    assert due_not_judged(deadline, NOON)
    assert not due_not_judged(deadline, at("2026-11-16 09:59"))
    unjudged = "It was due Mon 16 Nov 2026 10:00 EST, and is not judged yet."
    assert sentence_of(deadline).endswith(unjudged)
    assert sentence_of(deadline, knowing=Knowing(known_until=known, blind=True)).endswith(
        "It was due Mon 16 Nov 2026 10:00 EST, and is not judged yet. The clock knows what was "
        "recorded up to Mon 16 Nov 2026 09:58 EST: verdicts are held until it sees more."
    )
    assert sentence_of(deadline, knowing=Knowing(blind=True)).endswith(
        "The clock does not see now: verdicts are held until it does."
    )


def test_a_clock_that_sees_says_nothing_of_it() -> None:
    deadline = case("P1", "gold", now=at("2026-11-16 09:30"))
    known = Knowing(known_until=at("2026-11-16 09:30"))
    assert sentence_of(deadline, at("2026-11-16 09:30"), known).endswith(
        "It is due Mon 16 Nov 2026 10:00 EST."
    )


def test_history_is_told_to_be_judged_by_its_own_times() -> None:
    deadline = case("P1", "gold", now=NOON)
    sentence = sentence_of(deadline, knowing=Knowing(imported=True))
    assert sentence.endswith(
        "not answered by then. The case was imported: it is judged by the times in its history."
    )
    assert "noticed" not in sentence


def test_a_breach_noticed_late_says_so() -> None:
    assert sentence_of(case("P1", "gold", now=NOON)).endswith("That was noticed 2 h later.")
    assert "noticed" not in sentence_of(case("P1", "gold", now=at("2026-11-16 10:00:59")))


def test_an_answer_given_after_the_due_time_and_recorded_later_says_when_it_was_given() -> None:
    late = case("P1", "gold", ("2026-11-16 11:30", answer))
    assert sentence_of(late).endswith("The answer was recorded 1 h 30 min late.")
    given = structs.replace(late, answered_at=at("2026-11-16 10:20"), late_reason="no network")
    assert sentence_of(given).endswith(
        "The answer was recorded 1 h 30 min late; it was given Mon 16 Nov 2026 10:20 EST: "
        "no network."
    )
    assert sentence_of(as_customers_read(given)).endswith("it was given Mon 16 Nov 2026 10:20 EST.")


def test_a_customer_of_another_zone_reads_its_own_times_and_the_vendors_days_off() -> None:
    now = at("2026-11-25 15:00")
    deadline = case("P2", "gold", opened_at="2026-11-25 15:00", now=now)
    sentence = explain_deadline(deadline, now, zone=ZoneInfo("Asia/Tokyo")).sentence
    assert sentence == (
        "CS-c1 (P2, Gold) was promised a first response within 12 working hours "
        "from Thu 26 Nov 2026 05:00 JST. "
        "Not counted, by the days of America/Detroit: Thanksgiving Day (Thu 26 Nov 2026). "
        "It is due Fri 27 Nov 2026 17:00 JST."
    )


def test_in_another_zone_nothing_is_said_of_days_where_all_time_counts() -> None:
    away = ("2026-11-16 09:10", lose), ("2026-11-16 09:50", reach)
    deadline = case("P1", "gold", *away, now=at("2026-11-16 10:20"))
    sentence = explain_deadline(deadline, NOON, zone=ZoneInfo("Asia/Tokyo")).sentence
    assert "Not counted: 40 min excused from Mon 16 Nov 2026 23:10 JST to 23:50 JST" in sentence


def test_the_end_of_a_working_day_is_24_00_in_the_vendors_zone_only() -> None:
    friday = at("2026-11-20 10:00")
    deadline = case("P4", "silver", opened_at="2026-11-14 10:00", now=friday)
    assert sentence_of(deadline, friday).endswith("It is due Fri 20 Nov 2026 24:00 EST.")
    sentence = explain_deadline(deadline, friday, zone=ZoneInfo("Europe/Berlin")).sentence
    assert sentence.endswith("It is due Sat 21 Nov 2026 06:00 CET.")


def test_an_explanation_says_whether_the_warning_was_given_or_is_ahead() -> None:
    given, ahead = case("P2", "gold", now=at("2026-11-16 18:30")), case("P2", "gold")
    [warned], [will_be] = (explain_deadline(one, NOON).warnings for one in (given, ahead))
    assert (warned.fraction, warned.at, warned.given) == (0.75, at("2026-11-16 18:00"), True)
    assert will_be == replace(warned, given=False)


def test_a_clock_that_stands_shows_no_warnings_that_are_not_reached() -> None:
    deadline = case("P2", "gold", ("2026-11-16 09:30", ask))
    assert explain_deadline(deadline, NOON).warnings == []


def kinds(deadline: Deadline, now: datetime) -> Sequence[tuple[str, int]]:
    """Its segments."""
    return [(one.kind, one.counted_s) for one in explain_deadline(deadline, now).segments]


def test_whole_seconds_add_up_though_a_case_began_between_two_seconds() -> None:
    opened_at, now = "2026-11-20 14:06:06.5", at("2026-11-23 14:00")
    deadline = case("P3", "gold", opened_at=opened_at, now=now)
    assert kinds(deadline, now) == [("counted", 35_633), ("weekend", 0), ("counted", 50_767)]
    assert deadline.budget_s == 35_633 + 50_767
