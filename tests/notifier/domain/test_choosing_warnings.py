"""Which of several warnings pages: three quarters, once, unless a rule says otherwise."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from msgspec import structs

from events.catalogue.deadline_events import DeadlineWarned
from events.catalogue.on_call_events import EscalationPolicyDefined, RoutingRuleDefined
from notifier.domain.choose_warning import (
    Warned,
    pages,
    usual_part,
    warned_of,
    was_noticed_in_time,
)
from notifier.domain.on_call_directory import OnCallDirectory
from notifier.domain.route_page import Route, route_page

NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
WARNED = DeadlineWarned(
    case_id="c1",
    customer_id="lakeside",
    number="CS-1",
    goal="first_response",
    priority="P1",
    plan="gold",
    fraction=0.75,
    warned_at=NOON,
    detected_at=NOON,
    due_at=NOON + 15 * MINUTE,
    warns_at=(0.5, 0.75, 0.9),
)


@pytest.mark.parametrize(
    ("warns_at", "usual"),
    [
        ((0.5, 0.75, 0.9), 0.75),
        ((0.75,), 0.75),
        ((0.8,), 0.8),
        ((0.6, 0.95), 0.95),
        ((0.25, 0.5), 0.5),
    ],
)
def test_the_usual_part_is_three_quarters_or_what_comes_next_to_it(
    warns_at: Sequence[float], usual: float
) -> None:
    assert usual_part(warns_at) == usual


@pytest.mark.parametrize(("fraction", "usual"), [(0.5, False), (0.75, True), (0.9, False)])
def test_of_the_warnings_of_one_deadline_one_pages(fraction: float, usual: bool) -> None:
    warned = warned_of(structs.replace(WARNED, fraction=fraction))

    assert warned == Warned(fraction=fraction, usual=usual)
    assert pages(warned, None) is usual


@pytest.mark.parametrize("fraction", [0.75, 0.6])
def test_a_warning_that_was_recorded_before_there_were_several_pages_as_it_did(
    fraction: float,
) -> None:
    assert warned_of(structs.replace(WARNED, fraction=fraction, warns_at=None)).usual


def test_a_rule_may_name_the_parts_that_page() -> None:
    late = Warned(fraction=0.9, usual=False)
    usual = Warned(fraction=0.75, usual=True)

    assert pages(late, (0.9,))
    assert not pages(usual, (0.9,))
    assert pages(None, (0.9,))


def test_a_rule_for_nine_tenths_leads_nine_tenths_and_no_other_warning_to_its_policy() -> None:
    rules = tuple(
        RoutingRuleDefined(
            rule_id=policy,
            rank=1,
            policy_id=policy,
            reasons=("deadline-warned",),
            warned_at=warned_at,
        )
        for policy, warned_at in (("a-late", (0.9,)), ("b-usual", None))
    )
    policies = {
        name: EscalationPolicyDefined(policy_id=name, name=name, steps=())
        for name in ("a-late", "b-usual")
    }

    def policy(fraction: float) -> str | None:
        warned = warned_of(structs.replace(WARNED, fraction=fraction))
        route = Route(reason="deadline-warned", warned=warned)
        chosen = route_page(route, OnCallDirectory(policies=policies, rules=rules))
        return chosen.policy_id if chosen else None

    assert [policy(part) for part in (0.5, 0.75, 0.9)] == [None, "b-usual", "a-late"]


def test_a_warning_that_is_noticed_with_the_breach_came_too_late_to_page() -> None:
    assert was_noticed_in_time(structs.replace(WARNED, detected_at=WARNED.due_at - MINUTE))
    assert not was_noticed_in_time(structs.replace(WARNED, detected_at=WARNED.due_at))
