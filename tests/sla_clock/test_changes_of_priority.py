"""What a change of priority does to a due time, under the rules that are sold now (CP-27a, CP-27b,
CP-24).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from events.catalogue.deadline_events import DeadlineBreached, DeadlineMet, DeadlineResumed
from events.catalogue.terms import Plan, Priority
from events.event import Event
from sla_clock.domain.deadline import Deadline, stream_of
from sla_clock.domain.explain_deadline import explain_deadline
from sla_clock.domain.fire_instants import Passed
from sla_clock.projections.tracked_deadline import Tracked, pass_time
from sla_clock.reactions.fold_batch import fold_batch
from tests.sla_clock.made_up_cases import HAPPENINGS
from tests.sla_clock.promises import TERMS, at, opened, record

DAY = "2026-11-16"
"""A Monday; the week has no holiday."""
FAR = at("2027-03-01 00:00")
Step = tuple[str, str] | tuple[str, str, Priority]


def tell(
    priority: Priority, plan: Plan, since: str, *steps: Step, until: datetime = FAR
) -> Tracked:
    """The case's history, told to the clock, and the time passed up to `until`.

    Times are Detroit's.
    """
    events: list[tuple[datetime, Event]] = [
        (at(since), opened("c1", at(since), priority, plan, terms=TERMS))
    ]
    for when, what, *new in steps:
        events.append((at(when), HAPPENINGS[what]("c1", at(when), new[0] if new else "P1")))
    records = [record(one, "c1", seq, when) for seq, (when, one) in enumerate(events, start=1)]
    tracked = fold_batch({}, records, FAR)[stream_of("c1", "first_response")]
    return pass_time(tracked, Passed(until=until), FAR)


def due(priority: Priority, plan: Plan, since: str, *steps: Step) -> datetime | None:
    """When it is due right after the last step."""
    last = at(steps[-1][0] if steps else since)
    return tell(priority, plan, since, *steps, until=last).deadline.due_at


def last_of(tracked: Tracked) -> Event:
    return tracked.pending[-1].event.data


class TestRaised:
    """Due is the earliest of the old due, the new target from the change, and what it had
    before.
    """

    def test_the_new_target_counts_from_the_change(self) -> None:
        due_at = due("P2", "gold", f"{DAY} 09:00", (f"{DAY} 11:00", "change", "P1"))
        assert due_at == at(f"{DAY} 12:00")

    def test_the_old_due_time_stays_where_it_is_earlier(self) -> None:
        due_at = due("P2", "gold", f"{DAY} 09:00", (f"{DAY} 20:30", "change", "P1"))
        assert due_at == at(f"{DAY} 21:00")

    def test_a_mis_click_gives_no_extension(self) -> None:
        steps: Sequence[Step] = ((f"{DAY} 10:50", "change", "P2"), (f"{DAY} 10:55", "change", "P1"))
        assert due("P1", "gold", f"{DAY} 10:00", *steps) == at(f"{DAY} 11:00")

    def test_a_due_time_under_a_lower_priority_does_not_come_back(self) -> None:
        steps: Sequence[Step] = (
            (f"{DAY} 10:30", "change", "P1"),
            (f"{DAY} 10:40", "change", "P4"),
            (f"{DAY} 10:50", "change", "P2"),
        )
        assert due("P3", "gold", f"{DAY} 10:00", *steps) == at(f"{DAY} 11:30")

    def test_what_it_had_under_a_lower_priority_alone_is_not_taken_even_if_it_is_earlier(
        self,
    ) -> None:
        steps: Sequence[Step] = ((f"{DAY} 10:00", "change", "P4"), (f"{DAY} 22:00", "change", "P2"))
        assert due("P3", "gold", f"{DAY} 09:00", *steps) == at("2026-11-17 10:00")

    def test_a_wait_that_begins_with_the_change_and_at_the_due_time_holds_the_clock(self) -> None:
        steps: Sequence[Step] = (
            (f"{DAY} 10:50", "change", "P2"),
            (f"{DAY} 11:00", "ask"),
            (f"{DAY} 11:00", "change", "P1"),
        )
        tracked = tell("P1", "gold", f"{DAY} 10:00", *steps)
        assert (tracked.deadline.state, tracked.deadline.due_at) == ("paused", None)

    def test_a_due_time_that_it_had_moves_with_every_wait_since(self) -> None:
        steps: Sequence[Step] = (
            (f"{DAY} 10:20", "change", "P2"),
            (f"{DAY} 10:30", "ask"),
            (f"{DAY} 12:00", "tell"),
            (f"{DAY} 12:10", "change", "P1"),
        )
        assert due("P1", "gold", f"{DAY} 10:00", *steps) == at(f"{DAY} 12:30")

    @pytest.mark.parametrize("waits", [True, False])
    def test_a_due_time_that_it_had_and_let_pass_is_breached_waiting_or_not(
        self, waits: bool
    ) -> None:
        """One answer: the clock ran under a P1's promise until 11:00, whatever came later."""
        wait: Sequence[Step] = ((f"{DAY} 11:30", "ask"),) if waits else ()
        steps = ((f"{DAY} 10:50", "change", "P2"), *wait, (f"{DAY} 12:00", "change", "P1"))
        tracked = tell("P1", "gold", f"{DAY} 10:00", *steps, (f"{DAY} 13:00", "respond"))
        assert tracked.deadline.breached_at == at(f"{DAY} 11:00")


class TestLowered:
    """Due is the later of the old due and the new target from the start: never late in the past."""

    def test_the_new_target_counts_from_the_start(self) -> None:
        due_at = due("P2", "gold", f"{DAY} 09:00", (f"{DAY} 11:00", "change", "P3"))
        assert due_at == at("2026-11-17 09:00")

    def test_a_change_never_makes_a_case_late_in_the_past(self) -> None:
        steps: Sequence[Step] = (
            ("2026-11-18 09:00", "change", "P2"),
            ("2026-11-18 11:00", "change", "P3"),
        )
        assert due("P4", "silver", f"{DAY} 09:00", *steps) == at("2026-11-19 09:00")

    def test_the_same_case_is_met_with_a_wait_and_counts_no_more_than_it_had(self) -> None:
        steps: Sequence[Step] = (
            ("2026-11-18 09:00", "change", "P2"),
            ("2026-11-18 10:00", "ask"),
            ("2026-11-18 11:00", "change", "P3"),
            ("2026-11-18 12:00", "respond"),
        )
        tracked = tell("P4", "silver", f"{DAY} 09:00", *steps)
        met = last_of(tracked)
        assert isinstance(met, DeadlineMet)
        assert (met.due_at, met.counted_s) == (at("2026-11-19 11:00"), 3600)
        sentence = explain_deadline(tracked.deadline, FAR).sentence
        assert "-1 d" not in sentence
        assert "23 h before it was due" in sentence

    def test_lowered_by_a_mis_click_and_back_changes_nothing(self) -> None:
        steps: Sequence[Step] = ((f"{DAY} 10:00", "change", "P1"), (f"{DAY} 10:05", "change", "P3"))
        assert due("P3", "silver", f"{DAY} 09:00", *steps) == at("2026-11-18 09:00")


class TestUnreachable:
    """CP-27a: "unreachable" is a P1's: it ends with the lowering, and must be marked anew."""

    LOST: Sequence[Step] = (
        (f"{DAY} 10:10", "lose"),
        (f"{DAY} 10:30", "change", "P2"),
        (f"{DAY} 10:40", "change", "P1"),
    )

    def test_it_ends_with_the_lowering_and_its_time_counts_for_what_the_case_had(self) -> None:
        assert due("P1", "gold", f"{DAY} 10:00", *self.LOST) == at(f"{DAY} 11:20")

    def test_marked_anew_it_is_excused_again(self) -> None:
        tracked = tell(
            "P1",
            "gold",
            f"{DAY} 10:00",
            *self.LOST,
            (f"{DAY} 11:00", "lose"),
            until=at(f"{DAY} 12:00"),
        )
        assert (tracked.deadline.state, tracked.deadline.due_at) == ("excused", None)


class TestAtDue:
    """CP-27b: what is recorded at the very instant of a deadline is in time."""

    def test_an_answer_then_is_kept(self) -> None:
        met = last_of(tell("P1", "gold", f"{DAY} 10:00", (f"{DAY} 11:00", "respond")))
        assert isinstance(met, DeadlineMet)
        assert met.met_at == met.due_at == at(f"{DAY} 11:00")

    @pytest.mark.parametrize("informed", [True, False])
    def test_a_wait_then_has_begun_and_the_case_is_due_at_its_end(self, informed: bool) -> None:
        """One answer, whether the customer's information comes first or the vendor's answer
        does.
        """
        tells: Sequence[Step] = ((f"{DAY} 16:00", "tell"),) if informed else ()
        steps = ((f"{DAY} 11:00", "ask"), *tells, (f"{DAY} 16:00", "respond"))
        tracked = tell("P1", "gold", f"{DAY} 10:00", *steps)
        met = last_of(tracked)
        assert isinstance(met, DeadlineMet)
        assert met.met_at == met.due_at == at(f"{DAY} 16:00")
        sentence = explain_deadline(tracked.deadline, FAR).sentence
        assert "at the very instant it was due" in sentence

    def test_a_moment_after_the_end_of_that_wait_it_is_late(self) -> None:
        steps: Sequence[Step] = (
            (f"{DAY} 11:00", "ask"),
            (f"{DAY} 16:00", "tell"),
            (f"{DAY} 16:00:00.000001", "respond"),
        )
        tracked = tell("P1", "gold", f"{DAY} 10:00", *steps)
        assert tracked.deadline.breached_at == at(f"{DAY} 16:00")

    def test_a_wait_that_begins_over_a_weekend_comes_after_fridays_end(self) -> None:
        """A P4 of Saturday is due on Friday 24:00, so a wait of Sunday comes too late for it."""
        steps: Sequence[Step] = (
            ("2026-09-20 22:00", "ask"),
            ("2026-09-21 09:00", "tell"),
        )
        tracked = tell("P4", "silver", "2026-09-12 10:00", *steps)
        (breach,) = (
            one.event.data
            for one in tracked.pending
            if isinstance(one.event.data, DeadlineBreached)
        )
        assert breach.due_at == at("2026-09-19 00:00")
        assert (
            "It was due Fri 18 Sep 2026 24:00 EDT"
            in explain_deadline(tracked.deadline, FAR).sentence
        )


class TestTheExplanation:
    """Events and explanations say which target governs, and what a change was from."""

    def test_a_wait_that_lets_another_target_govern_brings_its_budget(self) -> None:
        steps: Sequence[Step] = (
            ("2026-09-18 23:20", "ask"),
            ("2026-09-18 23:25", "change", "P1"),
            ("2026-09-18 23:50", "tell"),
        )
        tracked = tell("P3", "silver", "2026-09-16 23:50", *steps, until=at("2026-09-18 23:50"))
        resumed = last_of(tracked)
        assert isinstance(resumed, DeadlineResumed)
        assert (resumed.budget_s, resumed.due_at) == (3600, at("2026-09-19 00:50"))
        assert resumed.counting_from == at("2026-09-18 23:25")
        assert tracked.deadline.budget_s == 3600

    def test_an_explanation_says_what_a_raise_was_from_and_that_the_old_due_time_stays(
        self,
    ) -> None:
        text = sentence("P2", f"{DAY} 09:00", (f"{DAY} 20:30", "change", "P1"))
        assert text.startswith(
            "CS-c1 (P1, Gold) was, as P2, promised a first response within 12 working hours"
        )
        assert (
            "raised from P2 to P1 Mon 16 Nov 2026 20:30 EST: still due Mon 16 Nov 2026 21:00 EST, "
            "since the new due time is no earlier one." in text
        )

    def test_an_explanation_says_what_a_lowering_was_from(self) -> None:
        text = sentence("P1", f"{DAY} 09:00", (f"{DAY} 09:30", "change", "P3"))
        assert "It was lowered from P1 to P3 Mon 16 Nov 2026 09:30 EST: due" in text

    def test_a_due_time_that_stays_after_a_lowering_is_told(self) -> None:
        steps: Sequence[Step] = (
            ("2026-11-18 09:00", "change", "P2"),
            ("2026-11-18 11:00", "change", "P3"),
        )
        text = sentence("P4", f"{DAY} 09:00", *steps, plan="silver")
        assert (
            "lowered from P2 to P3 Wed 18 Nov 2026 11:00 EST: still due Thu 19 Nov 2026 09:00 EST, "
            "since the new due time is no later one." in text
        )

    def test_excluded_and_closed_are_told_apart(self) -> None:
        text = [
            sentence("P2", f"{DAY} 09:00", (f"{DAY} 10:00", how)) for how in ("exclude", "close")
        ]
        assert "The case left the entitlement (" in text[0]
        assert "The case was closed without an answer." in text[1]


def sentence(priority: Priority, since: str, *steps: Step, plan: Plan = "gold") -> str:
    """The explanation right after the last step."""
    deadline: Deadline = tell(priority, plan, since, *steps, until=at(steps[-1][0])).deadline
    return explain_deadline(deadline, at(steps[-1][0]) + timedelta(minutes=1)).sentence
