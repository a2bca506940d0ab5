"""Lays out a page's whole way before it is raised: steps, repeats, then the backstop's."""

from dataclasses import dataclass
from functools import reduce

from msgspec.structs import replace

from events.catalogue.on_call_events import EscalationPolicyDefined, EscalationStep, PageReason
from events.catalogue.terms import Plan
from notifier.domain.escalate_page import wait_after
from notifier.domain.on_call_directory import OnCallDirectory

Steps = tuple[EscalationStep, ...]
RINGS_AGAIN: frozenset[PageReason] = frozenset({"p1-opened", "p1-idle", "cover-breached"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """What is frozen in a page.

    `ring_again_after_s`: seconds from an acknowledgement or the chain's end; None: never.
    """

    policy_id: str
    steps: Steps
    ring_again_after_s: int | None


NO_CHAIN = Chain(policy_id="", steps=(), ring_again_after_s=None)
"""The chain of a page for which no rule was found."""


def chain_of(
    policy: EscalationPolicyDefined | None,
    reason: PageReason,
    plan: Plan | None,
    directory: OnCallDirectory,
) -> Chain:
    """Return the chain of a page of this reason and plan; only a P1 rings again (CP-26)."""
    if policy is None:
        return NO_CHAIN
    again = policy.ring_again.unanswered_after_s if reason in RINGS_AGAIN else None
    return Chain(
        policy_id=policy.policy_id,
        steps=whole_chain(policy, plan, directory),
        ring_again_after_s=again,
    )


def whole_chain(
    policy: EscalationPolicyDefined, plan: Plan | None, directory: OnCallDirectory
) -> Steps:
    """Return all steps in order.

    A backstop may have a backstop; a policy that was walked before ends the way.
    """
    # A set of what was walked: two policies may name each other as backstops.
    walked, current, steps = {policy.policy_id}, policy, _with_repeats(policy)
    while (following := _backstop(current, plan, directory)) and following.policy_id not in walked:
        walked.add(following.policy_id)
        steps, current = then_steps(steps, _with_repeats(following)), following
    return steps


def _with_repeats(policy: EscalationPolicyDefined) -> Steps:
    return reduce(then_steps, [policy.steps] * (policy.repeat_chain + 1))


def then_steps(first: Steps, second: Steps) -> Steps:
    """Return both chains, one after the other.

    A first step may have no wait; behind another chain it waits as long as that one's last step.
    """
    if not first or not second:
        return first or second
    wait_s = second[0].after_s or int(wait_after(first, len(first) - 1).total_seconds())
    return (*first, replace(second[0], after_s=wait_s), *second[1:])


def _backstop(
    policy: EscalationPolicyDefined, plan: Plan | None, directory: OnCallDirectory
) -> EscalationPolicyDefined | None:
    fits = (b.policy_id for b in policy.backstops if b.plans is None or plan in b.plans)
    return next((directory.policies[name] for name in fits if name in directory.policies), None)
