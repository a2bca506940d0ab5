"""Makes the page to raise for a case, a blind clock or a drill, with its chain frozen in it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from events.catalogue.on_call_events import PageReason
from events.catalogue.page_events import PageRaised, PageText
from events.catalogue.terms import Plan, Priority
from events.event import derived_id
from notifier.domain.errors import NobodyToPage, UnknownOnCallThing
from notifier.domain.on_call_directory import OnCallDirectory
from notifier.domain.page_on_call import PageWanted
from notifier.domain.resolve_page import ABOUT_GOALS
from notifier.domain.route_page import Route, route_page
from notifier.domain.whole_chain import chain_of, whole_chain

_NEEDS_A_RULE: frozenset[PageReason] = ABOUT_GOALS | {
    "deadline-warned",
    "cover-warned",
}
BLIND_CLOCK = (
    "The clock service sees nothing, or does not answer. "
    "Deadlines are held: none is lost, and none is noticed."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drill:
    """Which chain to rehearse: a policy's, or the one that such a page would go to.

    The same `cause` is the same drill.
    """

    cause: UUID
    policy_id: str | None
    plan: Plan | None
    priority: Priority | None
    area: str | None
    note: str


def is_routed(wanted: PageWanted, directory: OnCallDirectory) -> bool:
    """Tell whether a page for a case is to be raised: a warning for which no rule is made is not.

    A warning is no trouble yet, so that no rule for it may well be what is meant. Nor is a goal
    that only some vendors promise: whom it calls, the vendor says by a rule.
    """
    return wanted.reason not in _NEEDS_A_RULE or route_page(_route(wanted), directory) is not None


def page_for_case(wanted: PageWanted, directory: OnCallDirectory, now: datetime) -> PageRaised:
    """Return the page for a case.

    If no rule matches it has no chain, which is logged as an error, and gets one once a rule is
    defined.
    """
    policy = route_page(_route(wanted), directory)
    chain = chain_of(policy, wanted.reason, wanted.plan, directory)
    return PageRaised(
        page_id=wanted.page_id,
        reason=wanted.reason,
        cause_id=wanted.cause_id,
        case_id=wanted.case_id,
        number=wanted.number,
        customer_id=wanted.customer_id,
        plan=wanted.plan,
        priority=wanted.priority,
        due_at=wanted.due_at,
        policy_id=chain.policy_id,
        steps=chain.steps,
        ring_again_after_s=chain.ring_again_after_s,
        raised_at=now,
        personal=PageText(subject=wanted.what, case_subject=wanted.case_subject),
    )


def page_for_blind_clock(page_id: str, directory: OnCallDirectory, now: datetime) -> PageRaised:
    """Return the page that says that the clock is blind."""
    reason: PageReason = "clock-blind"
    chain = chain_of(route_page(Route(reason=reason), directory), reason, None, directory)
    return PageRaised(
        page_id=page_id,
        reason=reason,
        cause_id=page_id,
        case_id=None,
        number=None,
        customer_id=None,
        plan=None,
        priority=None,
        due_at=None,
        policy_id=chain.policy_id,
        steps=chain.steps,
        raised_at=now,
        personal=PageText(subject=BLIND_CLOCK),
    )


def page_for_drill(drill: Drill, directory: OnCallDirectory, now: datetime) -> PageRaised:
    """Return the drill's page. Raises UnknownOnCallThing for its policy, and NobodyToPage."""
    if drill.policy_id is not None and drill.policy_id not in directory.policies:
        raise UnknownOnCallThing("escalation policy", drill.policy_id)
    route = Route(reason="drill", plan=drill.plan, priority=drill.priority, area=drill.area)
    policy = (
        directory.policies[drill.policy_id] if drill.policy_id else route_page(route, directory)
    )
    if policy is None:
        raise NobodyToPage
    return PageRaised(
        page_id=drill_page_id(drill.cause),
        reason="drill",
        cause_id=str(drill.cause),
        case_id=None,
        number=None,
        customer_id=None,
        plan=drill.plan,
        priority=drill.priority,
        due_at=None,
        policy_id=policy.policy_id,
        steps=whole_chain(policy, drill.plan, directory),
        raised_at=now,
        drill=True,
        personal=PageText(subject=drill.note),
    )


def drill_page_id(cause: UUID) -> str:
    """Return the page's id; it follows from the cause."""
    return str(derived_id(cause, "page/drill"))


def _route(wanted: PageWanted) -> Route:
    return Route(
        reason=wanted.reason,
        plan=wanted.plan,
        priority=wanted.priority,
        area=wanted.area,
        warned=wanted.warned,
    )
