"""The whole way of a page is laid out before it is raised: steps, repeats, the backstop of its
plan.
"""

import pytest

from events.catalogue.on_call_events import (
    Backstop,
    EscalationPolicyDefined,
    EscalationStep,
    EscalationTarget,
    RingAgain,
    RoutingRuleDefined,
)
from events.catalogue.terms import Plan
from notifier.adapters.deciders import DEFINING_POLICY
from notifier.domain.define_policy import DefinePolicy
from notifier.domain.errors import LastP1Rule
from notifier.domain.escalate_page import PATIENCE_S
from notifier.domain.keep_p1_routed import check_p1_stays_routed
from notifier.domain.on_call_directory import OnCallDirectory
from notifier.domain.whole_chain import NO_CHAIN, chain_of, whole_chain
from tests.support.given import deciding

defining = deciding(DEFINING_POLICY)


def step(name: str, after_s: int = 0) -> EscalationStep:
    return EscalationStep(after_s=after_s, targets=(EscalationTarget(kind="engineer", id=name),))


def policy(
    name: str,
    *steps: EscalationStep,
    repeat: int = 0,
    then: dict[str, tuple[Plan, ...] | None] | None = None,
) -> EscalationPolicyDefined:
    backstops = tuple(
        Backstop(policy_id=other, plans=plans) for other, plans in (then or {}).items()
    )
    return EscalationPolicyDefined(
        policy_id=name, name=name, steps=steps, repeat_chain=repeat, backstops=backstops
    )


def walked(
    first: EscalationPolicyDefined, *others: EscalationPolicyDefined, plan: Plan = "gold"
) -> list[object]:
    directory = OnCallDirectory(policies={one.policy_id: one for one in (first, *others)})
    return [(one.targets[0].id, one.after_s) for one in whole_chain(first, plan, directory)]


def test_a_repeat_waits_as_long_as_the_chains_last_step() -> None:
    assert walked(policy("p", step("a"), step("b", 90), repeat=1)) == [
        ("a", 0),
        ("b", 90),
        ("a", 90),
        ("b", 90),
    ]
    assert walked(policy("p", step("a"), repeat=1)) == [("a", 0), ("a", PATIENCE_S)]


def test_the_first_backstop_that_takes_the_plan_follows() -> None:
    chain = policy("p", step("a", 30), then={"silver": ("silver",), "all": None})
    others = policy("silver", step("s", 60)), policy("all", step("t"))

    assert walked(chain, *others, plan="silver") == [("a", 30), ("s", 60)]
    assert walked(chain, *others, plan="gold") == [("a", 30), ("t", 30)]


def test_backstops_that_lead_in_a_circle_end() -> None:
    first, second = (
        policy("p", step("a", 1), then={"q": None}),
        policy("q", step("b", 2), then={"p": None}),
    )

    assert walked(first, second) == [("a", 1), ("b", 2)]


def test_a_backstop_without_steps_adds_nothing() -> None:
    assert walked(policy("p", step("a", 1), then={"q": None}), policy("q")) == [("a", 1)]


def test_only_a_p1_rings_again_and_only_as_its_policy_says() -> None:
    chain, directory = policy("p", step("a")), OnCallDirectory()

    assert (
        chain_of(chain, "p1-opened", "gold", directory).ring_again_after_s
        == RingAgain().unanswered_after_s
    )
    assert chain_of(chain, "deadline-breached", "gold", directory).ring_again_after_s is None
    assert chain_of(None, "p1-opened", "gold", directory) == NO_CHAIN


def test_a_backstop_must_exist() -> None:
    directory = OnCallDirectory()

    itself, lost = policy("p", then={"p": None}), policy("p", then={"ghost": None})

    defining.given().when(DefinePolicy(policy=itself, directory=directory)).then(itself)
    refusal = defining.given().when(DefinePolicy(policy=lost, directory=directory))
    assert "ghost" in refusal.refused("unknown-reference").detail


def rule(rule_id: str, plans: tuple[Plan, ...] | None = None) -> RoutingRuleDefined:
    return RoutingRuleDefined(
        rule_id=rule_id, rank=1, policy_id="p", reasons=("p1-opened",), plans=plans
    )


def test_a_rule_may_go_while_every_plan_that_was_paged_for_is_paged_for_still() -> None:
    directory = OnCallDirectory(
        policies={"p": policy("p", step("a"))}, rules=(rule("all"), rule("gold", ("gold",)))
    )

    check_p1_stays_routed("gold", None, directory)
    with pytest.raises(LastP1Rule, match="silver"):
        check_p1_stays_routed("all", None, directory)
    with pytest.raises(LastP1Rule, match="platinum"):
        check_p1_stays_routed("all", rule("all", ("silver", "gold")), directory)
