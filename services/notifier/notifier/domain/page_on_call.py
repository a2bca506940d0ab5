"""Makes the page that an event asks for: a P1 opened, raised or reopened, or a deadline missed.

Which event asks for which page is in `reactions/reactions_table.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from events.catalogue.case_events import CaseOpened, CasePriorityChanged
from events.catalogue.deadline_events import DeadlineBreached, DeadlineWarned
from events.catalogue.on_call_events import PageReason
from events.catalogue.terms import Goal, Plan, Priority, Promise
from events.event import Meta, Recorded, caused_by, derived_id
from notifier.domain.choose_warning import Warned, warned_of

ACTOR = "notifier"
_REASONS: Mapping[tuple[Goal, bool], PageReason] = {
    ("first_response", False): "deadline-warned",
    ("first_response", True): "deadline-breached",
    ("cover", False): "cover-warned",
    ("cover", True): "cover-breached",
    ("next_update", False): "next-update-warned",
    ("next_update", True): "next-update-breached",
    ("workaround", False): "workaround-warned",
    ("workaround", True): "workaround-breached",
    ("resolution", False): "resolution-warned",
    ("resolution", True): "resolution-breached",
}
"""Why a deadline pages, by its goal and whether it passed."""
_PROMISED: Mapping[Goal, str] = {
    "next_update": "to write to the customer",
    "workaround": "to work around it",
    "resolution": "to solve it",
}
_PASSED_EXCLUDED = "nobody answered before the deadline, which passed while the case stood excluded"


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedCase:
    """What the notifier remembers of a case.

    `needs_answer`: it is open and nobody has answered it. `p1_due_s`: the seconds in which to
    answer a P1, if they count at all hours. `due_at`: when the first answer is due, by the clock's
    last event, unless its clock stands. `written_at`: when something was last written in the case.
    `reach`: whom to call at the customer, and by which number, if somebody was named (CP-27).

    `reporter_id` wrote the subject, recorded at `opened_at`; `reach_by` is who was named, or named
    somebody, recorded at `reach_at`. None: from before that was remembered.
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
    reach: str | None = None
    reporter_id: str | None = None
    opened_at: datetime | None = None
    reach_by: str | None = None
    reach_at: datetime | None = None

    @property
    def needs_cover(self) -> bool:
        """Tell whether somebody must be on it at all hours: a P1 without a workaround (CP-26)."""
        return self.priority == "P1" and not self.is_over and not self.has_workaround


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What an event says of when a case's first answer is due; `at` None: its clock stands.

    `only_if_known`: it does not say whether the clock stands, so it counts only where it ran.
    """

    at: datetime | None
    only_if_known: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWanted:
    """A reason to page.

    `wanted_at` is when its cause was recorded; lateness counts from it. `what` is in words, and
    personal. `held_since`: since when the page waits for the rest of the log; None: it does not.
    `reporter_id`: the customer's user whose words it repeats, if known. `warned`: after which part
    of the budget, if it is a warning's.
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
    reporter_id: str | None = None
    warned: Warned | None = None


def saying_more(page: PageWanted, words: str) -> PageWanted:
    """Return the page with more words about what happened; the subject alone is not repeated."""
    what = words if page.what == page.case_subject else f"{page.what}; {words}"
    return replace(page, what=what)


def page_id_of(cause: UUID, reason: PageReason) -> str:
    """Return the id of the page for a cause; the same cause has the same id, so it pages once."""
    return str(derived_id(cause, f"page/{reason}"))


def page_for_opened_p1(recorded: Recorded, opened: CaseOpened) -> PageWanted:
    """Return the page for a case that was opened as a P1."""
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
        due_at=p1_due_at(opened.promise, opened.opened_at),
        wanted_at=recorded.recorded_at,
        what=opened.personal.subject,
        meta=caused_by(recorded, actor=ACTOR),
        case_subject=opened.personal.subject,
        reporter_id=opened.reporter_id,
    )


def page_for_raised_p1(
    recorded: Recorded, changed: CasePriorityChanged, case: WatchedCase
) -> PageWanted:
    """Return the page for a case that was raised to P1.

    Before the first answer, it is due at the earlier of the old due time and the P1 target from
    the change on (CP-27a).
    """
    what = f"raised from {changed.old} to P1"
    # The first answer was given (CP-28), so there is nothing left to be late for.
    if not case.needs_answer:
        return page_for_p1(
            recorded, case, what=f"{what}; it was answered before, so no target runs"
        )
    # CP-27a: raising a case never gives more time than it had.
    fresh = None if case.p1_due_s is None else changed.changed_at + timedelta(seconds=case.p1_due_s)
    dues = [due for due in (case.due_at, fresh) if due is not None]
    return page_for_p1(recorded, case, what=what, due_at=min(dues, default=None))


def page_for_p1(
    recorded: Recorded, case: WatchedCase, *, what: str, due_at: datetime | None = None
) -> PageWanted:
    """Return the page for a P1 that is known already; `what` happened, in words."""
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
        reporter_id=case.reporter_id,
    )


def page_for_deadline(
    recorded: Recorded, missed: DeadlineBreached | DeadlineWarned, case: WatchedCase | None
) -> PageWanted:
    """Return the page for a deadline that came near or passed; `case` if it is known."""
    reason = _REASONS[missed.goal, isinstance(missed, DeadlineBreached)]
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
        reporter_id=case.reporter_id if case else None,
        warned=warned_of(missed) if isinstance(missed, DeadlineWarned) else None,
    )


def page_for_late(recorded: Recorded, case: WatchedCase, *, due_at: datetime) -> PageWanted:
    """Return the page for a case whose deadline passed while it stood excluded."""
    return PageWanted(
        page_id=page_id_of(recorded.event_id, "deadline-breached"),
        cause_id=str(recorded.event_id),
        reason="deadline-breached",
        case_id=case.case_id,
        number=case.number,
        customer_id=case.customer_id,
        plan=case.plan,
        priority=case.priority,
        area=case.area,
        due_at=due_at,
        wanted_at=recorded.recorded_at,
        what=_PASSED_EXCLUDED,
        meta=caused_by(recorded, actor=ACTOR),
        case_subject=case.subject or None,
        reporter_id=case.reporter_id,
    )


def _what(missed: DeadlineBreached | DeadlineWarned) -> str:
    if missed.goal == "cover":
        return _what_of_cover(missed)
    if promised := _PROMISED.get(missed.goal):
        return _what_of_goal(missed, promised)
    if isinstance(missed, DeadlineBreached) and missed.late_because == "exclusion-undone":
        return _PASSED_EXCLUDED
    if isinstance(missed, DeadlineBreached):
        return "nobody answered before the deadline"
    return f"{missed.fraction:.0%} of the time to answer is used up"


def _what_of_cover(missed: DeadlineBreached | DeadlineWarned) -> str:
    if isinstance(missed, DeadlineBreached):
        return "no engineer took it in time, and nobody has it"
    return f"nobody has it, and {missed.fraction:.0%} of the time to take it is used up"


def _what_of_goal(missed: DeadlineBreached | DeadlineWarned, promised: str) -> str:
    if isinstance(missed, DeadlineBreached):
        return f"the time {promised} is over"
    return f"{missed.fraction:.0%} of the time {promised} is used up"


def p1_due_at(promise: Promise, start: datetime) -> datetime | None:
    """Return when a P1 is due if its target counts at all hours; else only the clock knows."""
    seconds = p1_due_s(promise)
    return None if seconds is None else start + timedelta(seconds=seconds)


def p1_due_s(promise: Promise) -> int | None:
    """Return the seconds in which to answer a P1, if they count at all hours (CP-23), else None."""
    target = promise.targets.get("P1")
    counts = target is not None and target.counts == "always" and target.unit == "seconds"
    return target.amount if target is not None and counts else None
