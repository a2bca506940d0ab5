"""Makes pages for a P1 that is left alone: nothing is written in it, or nobody has it (CP-26)."""

from datetime import datetime, timedelta
from uuid import UUID

from careplans.say_length import say_roughly
from events.event import Meta, derived_id
from notifier.domain.on_call_directory import OnCallDirectory
from notifier.domain.page_on_call import ACTOR, PageWanted, WatchedCase, page_id_of
from notifier.domain.route_page import Route, route_page

_IDLE = UUID("8a4f2f0e-5d55-5b0b-9a39-3f7c0b7f6c21")


def idle_after(case: WatchedCase, directory: OnCallDirectory) -> timedelta | None:
    """Return how long nothing may be written in this case.

    None if nobody has to be on it, or its policy does not ask.
    """
    if not case.needs_cover or case.needs_answer or case.written_at is None:
        return None
    route = Route(reason="p1-idle", plan=case.plan, priority=case.priority, area=case.area)
    policy = route_page(route, directory)
    seconds = policy.ring_again.idle_after_s if policy else None
    return None if seconds is None else timedelta(seconds=seconds)


def idle_page(case: WatchedCase, due_at: datetime, now: datetime) -> PageWanted:
    """Return the page for a case left alone until `due_at`; one instant makes one page."""
    cause = derived_id(_IDLE, f"{case.case_id}/{due_at.isoformat()}")
    quiet = say_roughly(now - (case.written_at or due_at))
    return PageWanted(
        page_id=page_id_of(cause, "p1-idle"),
        cause_id=str(cause),
        reason="p1-idle",
        case_id=case.case_id,
        number=case.number,
        customer_id=case.customer_id,
        plan=case.plan,
        priority=case.priority,
        area=case.area,
        due_at=None,
        wanted_at=due_at,
        what=f"nothing was written in it for {quiet}, and there is no workaround",
        meta=Meta(correlation_id=cause.hex, actor=ACTOR),
        case_subject=case.subject or None,
        reporter_id=case.reporter_id,
    )


def uncovered_page(case: WatchedCase, breach: UUID, now: datetime) -> PageWanted:
    """Return the page for a P1 that nobody has, and about which nothing rings any more.

    `breach`: the event that told that nobody took it in time; one breach makes one page.
    """
    return PageWanted(
        page_id=page_id_of(breach, "cover-breached"),
        cause_id=str(breach),
        reason="cover-breached",
        case_id=case.case_id,
        number=case.number,
        customer_id=case.customer_id,
        plan=case.plan,
        priority=case.priority,
        area=case.area,
        due_at=None,
        wanted_at=now,
        what="no engineer took it in time, and no page about it rings any more",
        meta=Meta(correlation_id=breach.hex, actor=ACTOR),
        case_subject=case.subject or None,
        reporter_id=case.reporter_id,
    )
