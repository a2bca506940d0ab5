"""What a page says of its case, for each reason to page, and with which chain it is frozen."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from msgspec import structs

from events.catalogue.case_events import CasePriorityChanged
from events.catalogue.deadline_events import DeadlineBreached, DeadlineWarned
from events.catalogue.on_call_events import (
    EscalationPolicyDefined,
    EscalationStep,
    EscalationTarget,
    PageReason,
    RingAgain,
    RoutingRuleDefined,
    RuleReason,
)
from events.catalogue.page_events import PageText
from events.catalogue.terms import Priority, Target
from events.event import Event, Meta, Recorded, derived_id
from notifier.domain.errors import NobodyToPage, UnknownOnCallThing
from notifier.domain.freeze_page import (
    BLIND_CLOCK,
    Drill,
    drill_page_id,
    is_routed,
    page_for_blind_clock,
    page_for_case,
    page_for_drill,
)
from notifier.domain.on_call_directory import OnCallDirectory
from notifier.domain.page_by_hand import BY_HAND, HandPage, HandTarget, page_by_hand
from notifier.domain.page_on_call import (
    PageWanted,
    WatchedCase,
    p1_due_at,
    page_for_deadline,
    page_for_late,
    page_for_opened_p1,
    page_for_p1,
    page_for_raised_p1,
    page_id_of,
    saying_more,
)
from notifier.domain.watch_clock import Sight as ClockSight
from notifier.domain.watch_clock import WatchRules, blind_page_id, look
from notifier.domain.watch_cover import idle_after, idle_page
from tests.notifier.domain.made_up_pages import engineer, on_call
from tests.notifier.night import opened

NOW = datetime(2026, 11, 16, 22, tzinfo=UTC)
HOUR = timedelta(hours=1)
CAUSE = UUID("018f0000-0000-7000-8000-000000000001")
CASE = WatchedCase(
    case_id="c1",
    number="CS-1",
    customer_id="lakeside",
    plan="gold",
    priority="P1",
    area="edi",
    needs_answer=True,
    subject="Line 4 stands still",
    p1_due_s=3_600,
)


def recorded(event: Event) -> Recorded:
    return Recorded(
        source="intake",
        shard=0,
        seq=1,
        stream="case-c1",
        version=1,
        key="c1",
        event_id=CAUSE,
        data=event,
        meta=Meta(correlation_id="c"),
        occurred_at=NOW,
        recorded_at=NOW,
    )


def changed(old: Priority = "P3") -> CasePriorityChanged:
    return CasePriorityChanged(case_id="c1", old=old, new="P1", changed_at=NOW, reason="r")


def page_of_raised(case: WatchedCase) -> PageWanted:
    return page_for_raised_p1(recorded(changed()), changed(), case)


def test_an_opened_p1_is_said_in_the_customers_words_and_due_by_its_promise() -> None:
    event = opened("c1", NOW)

    page = page_for_opened_p1(recorded(event), event)

    assert (page.reason, page.case_id, page.priority) == ("p1-opened", "c1", "P1")
    assert page.what == page.case_subject == event.personal.subject
    assert page.due_at == event.opened_at + HOUR
    assert page.page_id == page_id_of(CAUSE, "p1-opened")


def test_only_a_p1_that_counts_at_all_hours_is_due_on_the_minute() -> None:
    promise = opened("c1", NOW).promise

    def due(target: Target | None) -> datetime | None:
        targets: dict[Priority, Target] = {} if target is None else {"P1": target}
        return p1_due_at(structs.replace(promise, targets=targets), NOW)

    assert due(Target(amount=1_800, unit="seconds", counts="always")) == NOW + HOUR / 2
    assert due(Target(amount=1_800, unit="seconds", counts="working-time")) is None
    assert due(Target(amount=1, unit="business-days", counts="working-time")) is None
    assert due(None) is None


def test_a_case_raised_to_p1_is_due_at_the_earlier_of_its_two_targets() -> None:
    assert page_of_raised(CASE).due_at == NOW + HOUR
    assert page_of_raised(replace(CASE, due_at=NOW + HOUR / 2)).due_at == NOW + HOUR / 2
    assert page_of_raised(replace(CASE, p1_due_s=None)).due_at is None
    assert page_of_raised(CASE).what == "raised from P3 to P1"


def test_an_answered_case_raised_to_p1_has_no_target() -> None:
    page = page_of_raised(replace(CASE, needs_answer=False, due_at=NOW))

    assert page.due_at is None
    assert page.what == "raised from P3 to P1; it was answered before, so no target runs"


def test_a_p1_without_a_subject_shows_no_words_of_the_customer() -> None:
    page = page_for_p1(recorded(changed()), replace(CASE, subject=""), what="reopened")

    assert (page.what, page.case_subject, page.due_at) == ("reopened", None, None)


def test_a_page_about_a_p1_is_the_same_for_the_same_cause_and_says_who_wants_it() -> None:
    page = page_for_p1(recorded(changed()), CASE, what="reopened")

    assert (page.reason, page.cause_id) == ("p1-opened", str(CAUSE))
    assert page.page_id == page_id_of(CAUSE, "p1-opened")
    assert page.meta.actor == "notifier"


BREACHED = DeadlineBreached(
    case_id="c1",
    customer_id="lakeside",
    number="CS-1",
    plan="gold",
    priority="P2",
    goal="first_response",
    due_at=NOW,
    breached_at=NOW,
    detected_at=NOW,
    late_by_s=0,
    paused_s=0,
    excused_s=0,
)
WARNED = DeadlineWarned(
    case_id="c1",
    customer_id="lakeside",
    number="CS-1",
    plan="gold",
    priority="P2",
    goal="first_response",
    due_at=NOW,
    fraction=0.75,
    warned_at=NOW,
    detected_at=NOW,
)


def test_a_missed_deadline_says_what_is_known_of_its_case() -> None:
    page = page_for_deadline(recorded(BREACHED), BREACHED, CASE)

    assert (page.reason, page.area, page.case_subject) == (
        "deadline-breached",
        "edi",
        "Line 4 stands still",
    )
    assert page.what == "nobody answered before the deadline"


def test_a_warning_says_how_much_time_is_used_up_also_of_an_unknown_case() -> None:
    page = page_for_deadline(recorded(WARNED), WARNED, None)

    assert (page.reason, page.area, page.case_subject) == ("deadline-warned", None, None)
    assert page.what == "75% of the time to answer is used up"


def test_a_deadline_that_passed_while_the_case_stood_excluded_pages_once_it_is_included() -> None:
    late = structs.replace(BREACHED, late_because="exclusion-undone")
    breach = page_for_deadline(recorded(late), late, CASE)
    included = page_for_late(recorded(changed()), CASE, due_at=NOW)

    assert breach.what == included.what
    assert "excluded" in included.what
    assert (included.reason, included.due_at) == ("deadline-breached", NOW)
    assert included.page_id == page_id_of(CAUSE, "deadline-breached")
    assert page_for_late(recorded(changed()), replace(CASE, subject=""), due_at=NOW) == replace(
        included, case_subject=None
    )


def test_more_words_follow_what_happened_but_replace_the_subject_that_is_shown_apart() -> None:
    raised = page_of_raised(CASE)
    assert saying_more(raised, "reach Ann").what == "raised from P3 to P1; reach Ann"
    logged = replace(raised, what=CASE.subject, case_subject=CASE.subject)
    assert saying_more(logged, "reach Ann").what == "reach Ann"


def reaching(name: str, after_s: int = 0) -> EscalationStep:
    return EscalationStep(after_s=after_s, targets=(EscalationTarget(kind="engineer", id=name),))


POLICY = EscalationPolicyDefined(
    policy_id="standard", name="Standard", steps=(reaching("noa"), reaching("chidi", 300))
)


def directory(*reasons: RuleReason) -> OnCallDirectory:
    rule = RoutingRuleDefined(rule_id="r", rank=1, policy_id="standard", reasons=reasons)
    return OnCallDirectory(
        engineers={"noa": engineer("noa", 0), "chidi": engineer("chidi", 0)},
        schedules={"front": on_call("front", "noa")},
        policies={"standard": POLICY},
        rules=(rule,) if reasons else (),
    )


def wanted(reason: PageReason) -> PageWanted:
    return replace(page_for_p1(recorded(changed()), CASE, what="reopened"), reason=reason)


def test_the_page_of_a_case_holds_the_chain_of_its_rule() -> None:
    page = page_for_case(wanted("p1-opened"), directory("p1-opened"), NOW)

    assert (page.policy_id, page.steps) == ("standard", POLICY.steps)
    assert page.ring_again_after_s == RingAgain().unanswered_after_s
    assert page.personal == PageText(subject="reopened", case_subject="Line 4 stands still")


def test_where_no_rule_matches_a_warning_is_no_page_and_all_else_is_one_without_a_chain() -> None:
    assert not is_routed(wanted("deadline-warned"), directory("deadline-breached"))
    assert not is_routed(wanted("cover-warned"), directory())
    assert is_routed(wanted("cover-warned"), directory("cover-warned"))
    assert is_routed(wanted("deadline-breached"), directory())
    page = page_for_case(wanted("deadline-breached"), directory(), NOW)
    assert (page.policy_id, page.steps, page.ring_again_after_s) == ("", (), None)


def test_a_forgotten_p1_is_paged_for_where_a_p1_is_and_a_page_by_hand_needs_no_rule() -> None:
    forgotten = page_for_case(wanted("p1-idle"), directory("p1-opened"), NOW)
    by_hand = page_for_case(wanted("by-hand"), directory("p1-opened"), NOW)

    assert (forgotten.policy_id, by_hand.policy_id) == ("standard", "")


def test_a_blind_clock_is_about_no_case_and_does_not_ring_again() -> None:
    page = page_for_blind_clock("page", directory("clock-blind"), NOW)

    assert (page.reason, page.case_id, page.steps) == ("clock-blind", None, POLICY.steps)
    assert (page.ring_again_after_s, page.personal.subject) == (None, BLIND_CLOCK)


def drill(policy_id: str | None) -> Drill:
    return Drill(
        cause=CAUSE, policy_id=policy_id, plan="gold", priority="P1", area=None, note="Monthly"
    )


def test_a_drill_walks_the_policy_that_is_named_or_that_the_rules_lead_to() -> None:
    named = page_for_drill(drill("standard"), directory(), NOW)
    ruled = page_for_drill(drill(None), directory("drill"), NOW)

    assert named == ruled
    assert (named.reason, named.drill, named.steps) == ("drill", True, POLICY.steps)
    assert named.page_id == drill_page_id(CAUSE) == str(derived_id(CAUSE, "page/drill"))


def test_a_drill_that_would_reach_nobody_is_refused() -> None:
    with pytest.raises(UnknownOnCallThing, match="ghost"):
        page_for_drill(drill("ghost"), directory("drill"), NOW)
    with pytest.raises(NobodyToPage) as refused:
        page_for_drill(drill(None), directory("p1-opened"), NOW)
    assert refused.value.code == "nobody-to-page"


def by_hand(*targets: HandTarget, case: WatchedCase | None = None) -> HandPage:
    return HandPage(cause=CAUSE, by="noa", targets=targets, case=case, text="come", now=NOW)


NOA, FRONT, STANDARD = (
    HandTarget(kind="engineer", id="noa"),
    HandTarget(kind="schedule", id="front"),
    HandTarget(kind="policy", id="standard"),
)


def test_a_page_by_hand_reaches_people_together_and_then_walks_the_policies() -> None:
    page = page_by_hand(by_hand(STANDARD, NOA, FRONT), directory())

    first, *rest = page.steps
    assert [target.id for target in first.targets] == ["noa", "front"]
    assert (first.after_s, first.repeat) == (0, 1)
    assert [step.targets[0].id for step in rest] == ["noa", "chidi"]
    assert (page.policy_id, page.reason) == (BY_HAND, "by-hand")
    assert page.page_id == page_id_of(CAUSE, "by-hand")
    assert page.personal == PageText(subject="noa calls you: come")


def test_a_page_by_hand_to_policies_only_begins_with_the_first_policy() -> None:
    assert page_by_hand(by_hand(STANDARD), directory()).steps == POLICY.steps


def test_a_page_by_hand_about_a_case_is_due_only_while_the_case_needs_an_answer() -> None:
    case = replace(CASE, due_at=NOW + HOUR)

    page = page_by_hand(by_hand(NOA, case=case), directory())
    answered = page_by_hand(
        by_hand(NOA, case=replace(case, needs_answer=False, subject="")), directory()
    )

    assert (page.number, page.plan, page.due_at) == ("CS-1", "gold", NOW + HOUR)
    # The customer's words are under another key than the caller's.
    assert page.personal.case_subject is None
    assert (answered.due_at, answered.personal.case_subject) == (None, None)


def test_a_page_by_hand_to_nobody_we_know_is_refused() -> None:
    for kind in ("engineer", "schedule", "policy"):
        target = HandTarget(kind=kind, id="ghost")
        with pytest.raises(UnknownOnCallThing, match="ghost"):
            page_by_hand(by_hand(target), directory())


COVERED = replace(CASE, needs_answer=False, written_at=NOW - 3 * HOUR)


def test_an_answered_p1_may_be_quiet_as_long_as_its_policy_says() -> None:
    assert idle_after(COVERED, directory("p1-opened")) == timedelta(
        seconds=RingAgain().idle_after_s or 0
    )


@pytest.mark.parametrize(
    "case",
    [
        replace(COVERED, has_workaround=True),
        replace(COVERED, is_over=True),
        replace(COVERED, priority="P2"),
        replace(COVERED, needs_answer=True),
        replace(COVERED, written_at=None),
    ],
    ids=["workaround", "over", "no P1", "unanswered", "nothing written"],
)
def test_nobody_has_to_be_on_any_other_case(case: WatchedCase) -> None:
    assert idle_after(case, directory("p1-opened")) is None


def test_a_policy_may_leave_a_quiet_p1_alone() -> None:
    silent = EscalationPolicyDefined(
        policy_id="standard", name="S", steps=(), ring_again=RingAgain(idle_after_s=None)
    )
    quiet = replace(directory("p1-opened"), policies={"standard": silent})

    assert idle_after(COVERED, quiet) is None
    assert idle_after(COVERED, directory()) is None


def test_a_case_left_alone_says_for_how_long_and_one_instant_makes_one_page() -> None:
    page = idle_page(COVERED, NOW - HOUR, NOW)
    unwritten = idle_page(replace(COVERED, written_at=None, subject=""), NOW - HOUR, NOW)

    assert page.what == "nothing was written in it for 3 hours, and there is no workaround"
    assert unwritten.what.startswith("nothing was written in it for 60 minutes")
    assert (page.reason, page.wanted_at, page.due_at) == ("p1-idle", NOW - HOUR, None)
    assert page.page_id == idle_page(COVERED, NOW - HOUR, NOW + HOUR).page_id
    assert page.page_id != idle_page(COVERED, NOW, NOW).page_id
    assert unwritten.case_subject is None
    assert page.page_id == page_id_of(UUID(page.cause_id), "p1-idle")


def test_a_clock_is_paged_for_after_a_while_and_sees_after_a_while() -> None:
    rules = WatchRules(page_after_s=60, end_after_s=30)

    blind, first = look(ClockSight(), sees=False, at=0, rules=rules)
    still, second = look(blind, sees=False, at=60, rules=rules)
    lucky, third = look(still, sees=True, at=61, rules=rules)
    clear, fourth = look(lucky, sees=True, at=91, rules=rules)

    assert [first, second, third, fourth] == ["wait", "page", "wait", "relieve"]
    assert (lucky.blind_since, clear.blind_since) == (0, None)
    assert look(lucky, sees=False, at=62, rules=rules) == (ClockSight(blind_since=0), "page")


def test_two_who_see_one_blindness_make_one_page_and_the_next_blindness_another() -> None:
    first = blind_page_id(None)

    # Two releases may run side by side: the first page's id is the same in all of them.
    assert first == page_id_of(UUID(int=0), "clock-blind")
    assert blind_page_id(first) not in (first, blind_page_id(blind_page_id(first)))
