"""Routing, deduplication and throttling as pure decisions."""

from datetime import UTC, datetime

import pytest

from events.catalogue.on_call_events import (
    EscalationPolicyDefined,
    PageReason,
    RoutingRuleDefined,
    RuleReason,
)
from events.catalogue.terms import Plan
from events.event import Meta
from notifier.domain.deduplicate_pages import OpenPage, deduplicate_pages
from notifier.domain.on_call_directory import OnCallDirectory
from notifier.domain.page_on_call import PageWanted
from notifier.domain.route_page import Route, route_page
from notifier.domain.throttle_pages import (
    MOST_TOGETHER,
    Bundle,
    Outgoing,
    Throttle,
    is_urgent,
    throttle_pages,
)

NOW = datetime(2026, 11, 16, 22, tzinfo=UTC)
POLICIES = {
    name: EscalationPolicyDefined(policy_id=name, name=name, steps=())
    for name in ("standard", "desk")
}


def rule(
    name: str, rank: int, policy: str, *reasons: RuleReason, plans: tuple[Plan, ...] | None = None
) -> RoutingRuleDefined:
    return RoutingRuleDefined(
        rule_id=name, rank=rank, policy_id=policy, reasons=reasons, plans=plans
    )


def wanted(page_id: str, case_id: str = "1", reason: PageReason = "p1-opened") -> PageWanted:
    return PageWanted(
        page_id=page_id,
        cause_id="cause",
        reason=reason,
        case_id=case_id,
        number="CS-1",
        customer_id="lakeside",
        plan="gold",
        priority="P1",
        area=None,
        due_at=None,
        wanted_at=NOW,
        what="what",
        meta=Meta(correlation_id="c"),
    )


def policy_for(route: Route, *rules: RoutingRuleDefined) -> str | None:
    policy = route_page(route, OnCallDirectory(policies=POLICIES, rules=rules))
    return policy.policy_id if policy else None


def test_the_lowest_rank_that_matches_wins() -> None:
    rules = (
        rule("all", 100, "standard", "p1-opened"),
        rule("desk", 10, "desk", "p1-opened", plans=("platinum",)),
    )

    assert policy_for(Route(reason="p1-opened", plan="platinum"), *rules) == "desk"
    assert policy_for(Route(reason="p1-opened", plan="gold"), *rules) == "standard"


def test_a_rule_matches_only_its_reasons_plans_priorities_and_areas() -> None:
    narrow = RoutingRuleDefined(
        rule_id="n",
        rank=1,
        policy_id="desk",
        reasons=("p1-opened",),
        plans=("gold",),
        priorities=("P1",),
        areas=("edi",),
    )

    assert (
        policy_for(Route(reason="p1-opened", plan="gold", priority="P1", area="edi"), narrow)
        == "desk"
    )
    assert policy_for(Route(reason="drill", plan="gold", priority="P1", area="edi"), narrow) is None
    assert (
        policy_for(Route(reason="p1-opened", plan="silver", priority="P1", area="edi"), narrow)
        is None
    )
    assert (
        policy_for(Route(reason="p1-opened", plan="gold", priority="P2", area="edi"), narrow)
        is None
    )
    assert policy_for(Route(reason="p1-opened", plan="gold", priority="P1"), narrow) is None


def test_a_rule_whose_policy_is_gone_is_passed_over() -> None:
    rules = rule("first", 1, "gone", "p1-opened"), rule("second", 2, "standard", "p1-opened")

    assert policy_for(Route(reason="p1-opened"), *rules) == "standard"


def test_a_case_has_one_open_page_for_one_reason() -> None:
    open_page = OpenPage(page_id="old", case_id="1", reason="p1-opened")
    requests = [
        wanted("a"),
        wanted("b", reason="deadline-breached"),
        wanted("c", case_id="2"),
        wanted("d", case_id="2"),
    ]

    assert [page.page_id for page in deduplicate_pages(requests, [open_page])] == ["b", "c"]


def test_a_p1_without_an_engineer_goes_by_its_own_rule_or_where_a_p1_goes() -> None:
    p1 = rule("p1", 1, "standard", "p1-opened")
    own = rule("own", 9, "desk", "cover-breached")

    assert policy_for(Route(reason="cover-breached"), p1) == "standard"
    assert policy_for(Route(reason="cover-breached"), p1, own) == "desk"
    assert policy_for(Route(reason="cover-warned"), p1, own) is None
    assert policy_for(Route(reason="cover-warned"), rule("w", 1, "desk", "cover-warned")) == "desk"


def ringing(reason: PageReason, case_id: str = "1", *, rings: bool = True) -> OpenPage:
    return OpenPage(page_id="old", case_id=case_id, reason=reason, rings=rings)


@pytest.mark.parametrize(
    ("open_page", "pages"),
    [
        (ringing("p1-opened"), 0),
        (ringing("p1-idle"), 0),
        (ringing("cover-breached"), 0),
        # Somebody had it and let go, or no rule sends it to anybody.
        (ringing("p1-opened", rings=False), 1),
        # A chain that does not begin again may have ended with nobody told.
        (ringing("deadline-warned"), 1),
        (ringing("cover-warned"), 1),
        (ringing("p1-opened", case_id="2"), 1),
    ],
)
def test_nobody_is_paged_for_cover_while_the_p1_rings(open_page: OpenPage, pages: int) -> None:
    assert len(deduplicate_pages([wanted("a", reason="cover-breached")], [open_page])) == pages


def test_a_ringing_p1_holds_back_no_page_for_another_reason() -> None:
    late = wanted("a", reason="deadline-breached")
    assert deduplicate_pages([late], [ringing("p1-opened")]) == [late]


def due(
    count: int, reason: PageReason = "deadline-breached", *, first: bool = True
) -> list[Outgoing]:
    return [
        Outgoing(attempt_key=f"{reason}-{n}", reason=reason, first_of_its_case=first)
        for n in range(count)
    ]


def test_within_its_share_everything_goes_alone() -> None:
    assert throttle_pages(due(3), 0, Throttle(messages=3)) == [
        Bundle(attempt_key=m.attempt_key) for m in due(3)
    ]


def test_beyond_its_share_the_rest_is_one_message() -> None:
    bundles = throttle_pages(due(5), 0, Throttle(messages=3))

    assert [bundle.also for bundle in bundles] == [
        (),
        (),
        ("deadline-breached-3", "deadline-breached-4"),
    ]


def test_a_first_p1_goes_out_alone_whatever_came_before() -> None:
    bundles = throttle_pages([*due(4), *due(2, "p1-opened")], 100, Throttle(messages=3))

    assert [bundle.attempt_key for bundle in bundles[:2]] == ["p1-opened-0", "p1-opened-1"]
    assert [len(bundle.also) for bundle in bundles] == [0, 0, 3]


def test_a_repeated_p1_may_be_bundled() -> None:
    assert len(throttle_pages(due(9, "p1-opened", first=False), 100, Throttle())) == 1


def test_what_goes_out_at_once_uses_up_the_share_of_the_rest() -> None:
    bundles = throttle_pages([*due(1, "p1-opened"), *due(3)], 0, Throttle(messages=3))

    assert [len(bundle.also) for bundle in bundles] == [0, 0, 1]


def test_one_message_carries_forty_pages_at_most() -> None:
    bundles = throttle_pages(due(41), 100, Throttle())

    assert [len(bundle.also) + 1 for bundle in bundles] == [MOST_TOGETHER, 1] == [40, 1]


@pytest.mark.parametrize(
    ("reason", "waits_for_nothing"),
    [
        ("p1-opened", True),
        ("p1-idle", True),
        ("cover-breached", True),
        ("by-hand", True),
        ("cover-warned", False),
        ("deadline-warned", False),
        ("deadline-breached", False),
        ("clock-blind", False),
        ("drill", False),
    ],
)
def test_a_p1_and_a_call_for_help_wait_for_nothing_when_they_ring_first(
    reason: PageReason, waits_for_nothing: bool
) -> None:
    assert is_urgent(reason, first=True) is waits_for_nothing
    assert is_urgent(reason, first=False) is False


def test_nothing_due_is_nothing_to_send() -> None:
    assert throttle_pages([], 100, Throttle()) == []
