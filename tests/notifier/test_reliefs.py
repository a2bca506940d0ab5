"""Which events make which pages needless, and what is remembered of a case."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from events.catalogue import case_events as case
from events.catalogue import deadline_events as deadline
from events.catalogue.customer_events import CustomerRegistered
from events.catalogue.terms import Priority, Target
from events.event import Event
from notifier.domain.page_on_call import p1_due_at
from notifier.reactions.findings import case_after, relief_of
from tests.notifier.night import opened

NOW = datetime(2026, 11, 16, 22, tzinfo=UTC)
TEXT = case.MessageText(text="x")
ALL = {"p1-opened", "p1-idle", "deadline-warned", "deadline-breached"}
COVER = {"cover-warned", "cover-breached"}
P1 = {"p1-opened", "p1-idle"} | COVER
GOALS = {
    f"{goal}-{what}"
    for goal in ("next-update", "workaround", "resolution")
    for what in ("warned", "breached")
}
OVER = ALL | COVER | GOALS | {"by-hand"}
LATE = {"deadline-warned", "deadline-breached"}


def cancelled(reason: str) -> deadline.DeadlineCancelled:
    return deadline.DeadlineCancelled(
        case_id="1",
        goal="first_response",
        cancelled_at=NOW,
        reason=reason,  # type: ignore[arg-type]  # a parameter
    )


def changed(old: Priority, new: Priority) -> case.CasePriorityChanged:
    return case.CasePriorityChanged(case_id="1", old=old, new=new, changed_at=NOW, reason="r")


ANSWER = case.CaseResponded(
    case_id="1", responder_id="eva", responded_at=NOW, first=True, personal=TEXT
)
MET = deadline.DeadlineMet(
    case_id="1", goal="first_response", met_at=NOW, due_at=NOW, counted_s=0, paused_s=0, excused_s=0
)
WITHDRAWN = deadline.DeadlineBreachWithdrawn(
    case_id="1",
    goal="first_response",
    claim_id="claim",
    accepted_by="tam",
    answered_at=NOW,
    breached_at=NOW,
    withdrawn_at=NOW,
    personal=deadline.WithdrawalText(reason="r"),
)
ANSWERED_LATE = deadline.DeadlineAnsweredLate(
    case_id="1", goal="first_response", answered_at=NOW, recorded_at=NOW, due_at=NOW, late_by_s=0
)


@pytest.mark.parametrize(
    ("event", "why", "reasons"),
    [
        (ANSWER, "case-answered", ALL),
        (
            case.WorkaroundProvided(case_id="1", provided_at=NOW, personal=TEXT),
            "worked-around",
            ALL | COVER,
        ),
        (case.CaseResolved(case_id="1", resolved_at=NOW, personal=TEXT), "case-closed", OVER),
        (case.CaseClosed(case_id="1", closed_at=NOW), "case-closed", OVER),
        (
            case.CaseCommented(case_id="1", author_id="eva", personal=TEXT),
            "something-written",
            {"p1-idle"},
        ),
        (WITHDRAWN, "breach-withdrawn", LATE),
        (case.CaseExcluded(case_id="1", code="other", excluded_at=NOW), "deadline-cancelled", OVER),
        (MET, "case-answered", LATE),
        (ANSWERED_LATE, "case-answered", LATE),
        (cancelled("case-closed"), "case-closed", LATE),
        (cancelled("case-excluded"), "deadline-cancelled", LATE),
        (changed("P1", "P2"), "priority-lowered", P1),
        (replace(MET, goal="cover"), "case-covered", COVER),
        (replace(ANSWERED_LATE, goal="cover"), "cover-ended", COVER),
        (replace(cancelled("worked-around"), goal="cover"), "deadline-cancelled", COVER),
        (replace(cancelled("case-resolved"), goal="cover"), "case-closed", COVER),
    ],
)
def test_what_makes_pages_needless(event: Event, why: str, reasons: set[str]) -> None:
    relief = relief_of(event)

    assert relief is not None
    assert (relief.case_id, relief.why, set(relief.reasons)) == ("1", why, reasons)


def test_anything_else_makes_no_page_needless() -> None:
    assert relief_of(changed("P3", "P2")) is None
    assert (
        relief_of(
            case.CaseReopened(case_id="1", reopened_at=NOW, personal=case.MessageText(text="r"))
        )
        is None
    )


def test_a_case_is_remembered_until_somebody_answered() -> None:
    fresh = case_after(None, opened("1", NOW, priority="P3"))
    raised = case_after(fresh, changed("P3", "P1"))
    answered = case_after(raised, ANSWER)

    assert fresh is not None
    assert raised is not None
    assert answered is not None
    assert (fresh.needs_answer, raised.priority, answered.needs_answer) == (True, "P1", False)
    assert case_after(None, ANSWER) is None
    assert case_after(None, CustomerRegistered(customer_id="1", name="n")) is None


def test_a_p1_is_due_on_the_minute_only_where_its_hour_counts_always() -> None:
    promise = opened("1", NOW).promise
    by_day = Target(amount=3600, unit="seconds", counts="working-time")

    assert p1_due_at(promise, NOW) == NOW + timedelta(hours=1)
    promise.targets["P1"] = by_day
    assert p1_due_at(promise, NOW) is None
