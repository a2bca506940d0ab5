"""Decides whether an event is worth a page: a P1 opened, raised or reopened, a deadline warned, a deadline breached."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from events.catalogue.case_events import CaseOpened, CasePriorityChanged, CaseReopened
from events.catalogue.deadline_events import DeadlineBreached, DeadlineWarned
from events.catalogue.on_call_events import PageReason
from events.catalogue.terms import Plan, Priority, Promise
from events.event import Meta, Recorded, caused_by, derived_id

ACTOR = "notifier"


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedCase:
    """What the notifier remembers of a case. `needs_answer`: it is open and nobody has answered it.

    `p1_due_s` is what a P1 has to be answered within, in seconds, where that counts at all hours.
    `due_at` is when the first answer is due, as the clock said last. `written_at` is when something
    was last written in the case.
    """

    case_id: str
    number: str
    customer_id: str
    plan: Plan
    priority: Priority
    area: str
    needs_answer: bool
    subject: str = ""
    p1_due_s: int | None = None
    is_over: bool = False
    has_workaround: bool = False
    written_at: datetime | None = None
    due_at: datetime | None = None

    @property
    def needs_cover(self) -> bool:
        """Whether somebody must be on it at all hours: a P1 without a workaround (CP-26)."""
        return self.priority == "P1" and not self.is_over and not self.has_workaround


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWanted:
    """A reason to page. `wanted_at` is when its cause was recorded: lateness counts from it. `what` tells a person, and is personal.

    `held_since`: the page waits since then, for the log was not read to its end. None: it does not.
    """

    page_id: str
    cause_id: str
    reason: PageReason
    case_id: str
    number: str
    customer_id: str
    plan: Plan
    priority: Priority
    area: str | None
    due_at: datetime | None
    wanted_at: datetime
    what: str
    meta: Meta
    case_subject: str | None = None
    held_since: datetime | None = None


def page_wanted(recorded: Recorded, case: WatchedCase | None) -> PageWanted | None:
    """The page that an event asks for, or None; history (`meta.imported`) asks for none. `case` is as it was before the event."""
    if recorded.meta.imported:
        return None
    match recorded.data:
        case CaseOpened(priority="P1") as opened:
            return _for_p1_opened(recorded, opened)
        case CasePriorityChanged(new="P1") as changed if case is not None:
            return _for_p1_raised(recorded, changed, case)
        case CaseReopened() if case is not None and case.priority == "P1":
            return _for_case(
                recorded, case, what="the case was reopened; no target runs for it any more"
            )
        case DeadlineBreached() | DeadlineWarned() as missed:
            return _for_deadline(recorded, missed, case)
        case _:
            return None


def page_id_of(cause: UUID, reason: PageReason) -> str:
    """The id of the page for a cause: the same cause makes the same page, so nobody is paged twice for it."""
    return str(derived_id(cause, f"page/{reason}"))


def _for_p1_opened(recorded: Recorded, opened: CaseOpened) -> PageWanted:
    return PageWanted(
        page_id=page_id_of(recorded.event_id, "p1-opened"),
        cause_id=str(recorded.event_id),
        reason="p1-opened",
        case_id=opened.case_id,
        number=opened.number,
        customer_id=opened.customer_id,
        plan=opened.promise.plan,
        priority="P1",
        area=opened.area,
        due_at=_due_at(opened.promise, opened.opened_at),
        wanted_at=recorded.recorded_at,
        what=opened.personal.subject,
        meta=caused_by(recorded, actor=ACTOR),
        case_subject=opened.personal.subject,
    )


def _for_p1_raised(
    recorded: Recorded, changed: CasePriorityChanged, case: WatchedCase
) -> PageWanted:
    """CP-27a: raised before the first answer, due is the earlier of the old due and the new target from the change on."""
    what = f"raised from {changed.old} to P1"
    if not case.needs_answer:
        return _for_case(recorded, case, what=f"{what}; it was answered before, so no target runs")
    fresh = None if case.p1_due_s is None else changed.changed_at + timedelta(seconds=case.p1_due_s)
    dues = [due for due in (case.due_at, fresh) if due is not None]
    return _for_case(recorded, case, what=what, due_at=min(dues, default=None))


def _for_case(
    recorded: Recorded, case: WatchedCase, *, what: str, due_at: datetime | None = None
) -> PageWanted:
    return PageWanted(
        page_id=page_id_of(recorded.event_id, "p1-opened"),
        cause_id=str(recorded.event_id),
        reason="p1-opened",
        case_id=case.case_id,
        number=case.number,
        customer_id=case.customer_id,
        plan=case.plan,
        priority="P1",
        area=case.area,
        due_at=due_at,
        wanted_at=recorded.recorded_at,
        what=what,
        meta=caused_by(recorded, actor=ACTOR),
        case_subject=case.subject or None,
    )


def _for_deadline(
    recorded: Recorded, missed: DeadlineBreached | DeadlineWarned, case: WatchedCase | None
) -> PageWanted:
    reason: PageReason = (
        "deadline-breached" if isinstance(missed, DeadlineBreached) else "deadline-warned"
    )
    return PageWanted(
        page_id=page_id_of(recorded.event_id, reason),
        cause_id=str(recorded.event_id),
        reason=reason,
        case_id=missed.case_id,
        number=missed.number,
        customer_id=missed.customer_id,
        plan=missed.plan,
        priority=missed.priority,
        area=case.area if case else None,
        due_at=missed.due_at,
        wanted_at=recorded.recorded_at,
        what=_what(missed),
        meta=caused_by(recorded, actor=ACTOR),
        case_subject=(case.subject or None) if case else None,
    )


def _what(missed: DeadlineBreached | DeadlineWarned) -> str:
    if isinstance(missed, DeadlineBreached):
        return "nobody answered before the deadline"
    return f"{missed.fraction:.0%} of the time to answer is used up"


def _due_at(promise: Promise, start: datetime) -> datetime | None:
    """A target that counts always ends on the minute; of any other the clock service knows the end."""
    seconds = p1_due_s(promise)
    return None if seconds is None else start + timedelta(seconds=seconds)


def p1_due_s(promise: Promise) -> int | None:
    """The seconds in which a P1 must be answered, where they count at all hours (CP-23); None: they do not."""
    target = promise.targets.get("P1")
    counts = target is not None and target.counts == "always" and target.unit == "seconds"
    return target.amount if target is not None and counts else None
