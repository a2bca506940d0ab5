"""Makes the page that a person asks for: people together at once, then the policies' steps."""

from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from typing import Literal
from uuid import UUID

from events.catalogue.on_call_events import EscalationStep, EscalationTarget
from events.catalogue.page_events import PageRaised, PageText
from notifier.domain.errors import UnknownOnCallThing
from notifier.domain.on_call_directory import OnCallDirectory
from notifier.domain.page_on_call import WatchedCase, page_id_of
from notifier.domain.whole_chain import Steps, then_steps, whole_chain

BY_HAND = "by-hand"
_REPEAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class HandTarget:
    """Whom to call."""

    kind: Literal["engineer", "schedule", "policy"]
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandPage:
    """`by` wants `targets` called about `case` (or nothing in particular) with this text.

    The same `cause` is the same page.
    """

    cause: UUID
    by: str
    targets: tuple[HandTarget, ...]
    case: WatchedCase | None
    text: str
    now: datetime


def page_by_hand(wanted: HandPage, directory: OnCallDirectory) -> PageRaised:
    """Return the page with its chain frozen. Raises UnknownOnCallThing for an unknown target."""
    case = wanted.case
    return PageRaised(
        page_id=page_id_of(wanted.cause, "by-hand"),
        reason="by-hand",
        cause_id=str(wanted.cause),
        case_id=case.case_id if case else None,
        number=case.number if case else None,
        customer_id=case.customer_id if case else None,
        plan=case.plan if case else None,
        priority=case.priority if case else None,
        due_at=case.due_at if case and case.needs_answer else None,
        policy_id=BY_HAND,
        steps=_steps(wanted, directory),
        raised_at=wanted.now,
        personal=_text(wanted, directory),
    )


def _text(wanted: HandPage, directory: OnCallDirectory) -> PageText:
    # Without the case's subject: those are a customer's words, under another key than the caller's.
    return PageText(subject=f"{directory.name_of(wanted.by)} calls you: {wanted.text}")


def _steps(wanted: HandPage, directory: OnCallDirectory) -> Steps:
    for target in wanted.targets:
        known = {
            "engineer": directory.engineers,
            "schedule": directory.schedules,
            "policy": directory.policies,
        }[target.kind]
        if target.id not in known:
            raise UnknownOnCallThing(target.kind, target.id)
    people = tuple(
        EscalationTarget(kind=target.kind, id=target.id)
        for target in wanted.targets
        if target.kind != "policy"
    )
    plan = wanted.case.plan if wanted.case else None
    policies = [
        directory.policies[target.id] for target in wanted.targets if target.kind == "policy"
    ]
    first: Steps = (EscalationStep(after_s=0, targets=people, repeat=_REPEAT),) if people else ()
    return reduce(then_steps, (whole_chain(policy, plan, directory) for policy in policies), first)
