"""Facts about deadlines. Owned by sla-clock; routed by case id; one stream a case and goal.

A deadline ends with exactly one verdict: `DeadlineMet`, `DeadlineBreached` or `DeadlineCancelled`.
A breach may be withdrawn later (CP-27c), and a cancellation by an exclusion taken back
(`DeadlineReinstated`). All times are aware and in UTC.

The goal `first_response` is the answer to a case (CP-28) and starts once. The goal `cover` is that
an engineer has a P1 (CP-26): it starts each time that the case has none, so its stream holds a
start and a verdict for each such stretch. Where it is `cover`, "answered" means that an engineer
took the case, or that none was needed any more.

The goals `next_update`, `workaround` and `resolution` are promised by vendors that write them down.
They start with the case or its first answer, each time that it is reopened, and the next update
after each public word of support, so their streams, too, hold a start and a verdict for each
stretch. "Answered" then means what stops the goal.
"""

from typing import Literal

from events.catalogue.terms import CalendarRef, Goal, Instant, Plan, Priority, Promise, Target
from events.event import Event, Personal


class DeadlineStarted(Event, frozen=True, kw_only=True):
    """A promise runs: `due_at` is where it ends unless it is paused, moved or met. `budget_s`:
    counted seconds promised. A goal other than the first response may start again after a verdict.

    `promise` is all that was promised with it, so that the stream alone says how the deadline moves
    when the priority does (CP-27a).
    """

    case_id: str
    customer_id: str
    number: str
    goal: Goal
    priority: Priority
    plan: Plan
    terms_version: str
    calendar: CalendarRef
    target: Target
    started_at: Instant
    due_at: Instant
    budget_s: int
    promise: Promise | None = None


class DeadlineMoved(Event, frozen=True, kw_only=True):
    """`due_at` follows the priority (CP-27a). While the clock stands, `due_at` is as if it ran
    again at `moved_at`.

    `target` is the new priority's; `budget_s` is that of the target that is due first.
    """

    case_id: str
    goal: Goal
    priority: Priority
    target: Target
    moved_at: Instant
    due_at: Instant
    budget_s: int
    reason: Literal["priority-raised", "priority-lowered"]


class DeadlineFollowedCalendar(Event, frozen=True, kw_only=True):
    """A later version of the calendar counts for the deadline from `moved_at` on, since the terms
    follow it (CP-25).

    `old_due_at` and `due_at` are null while the clock stands; `due_at` is never at or before
    `moved_at`. Where the later version would have put it there, `rest` is what was left by the
    earlier one: it counts from `moved_at`. Null otherwise: the target counts from where it did, by
    the later version. `budget_s` and `counting_from` are those of the target that governs from now
    on; with `rest`, `budget_s` is the whole of it, what was used up before included.
    """

    case_id: str
    goal: Goal
    calendar_before: CalendarRef
    calendar: CalendarRef
    old_due_at: Instant | None
    due_at: Instant | None
    budget_s: int
    counting_from: Instant
    moved_at: Instant
    rest: Target | None = None
    reason: Literal["later-calendar-version"] = "later-calendar-version"


class DeadlinePaused(Event, frozen=True, kw_only=True):
    """The clock stands: the case waits for the customer (`paused`), or nobody can be reached
    (`excused`, CP-27)."""

    case_id: str
    goal: Goal
    kind: Literal["paused", "excused"]
    paused_at: Instant
    reason: str
    recorded_by: str | None = None


class DeadlineResumed(Event, frozen=True, kw_only=True):
    """The clock runs again, and the stretch that it stood moved `due_at`.

    `still_standing`: this reason to stand is gone, but another is not; `due_at` is then as if the
    clock ran again at `resumed_at`. `budget_s` and `counting_from` are those of the target that
    governs from now on: a stretch may move two targets by different lengths. Null in what was
    recorded before version 2.
    """

    case_id: str
    goal: Goal
    kind: Literal["paused", "excused"]
    resumed_at: Instant
    due_at: Instant
    still_standing: bool = False
    budget_s: int | None = None
    counting_from: Instant | None = None


class DeadlineWarned(Event, frozen=True, kw_only=True):
    """The given part of the budget is used up and nobody has answered.

    Where several parts passed before anybody noticed, each has its event, all with the same
    `detected_at`. `warns_at`: all parts that are warned of, ascending. Null in what was recorded
    before version 3.
    """

    case_id: str
    customer_id: str
    number: str
    goal: Goal
    priority: Priority
    plan: Plan
    fraction: float
    warned_at: Instant
    detected_at: Instant
    due_at: Instant
    warns_at: tuple[float, ...] | None = None


class DeadlineMet(Event, frozen=True, kw_only=True):
    """The answer came in time."""

    case_id: str
    goal: Goal
    met_at: Instant
    due_at: Instant
    counted_s: int
    paused_s: int
    excused_s: int


class DeadlineBreached(Event, frozen=True, kw_only=True):
    """`due_at` passed without an answer. `breached_at` is `due_at`; `late_by_s` is how long after
    it that was noticed.

    `late_because`: why that was late although the clock saw: the case stood excluded at `due_at`,
    which was taken back. Null otherwise, and in what was recorded before version 2.
    """

    case_id: str
    customer_id: str
    number: str
    goal: Goal
    priority: Priority
    plan: Plan
    due_at: Instant
    breached_at: Instant
    detected_at: Instant
    late_by_s: float
    paused_s: int
    excused_s: int
    late_because: Literal["exclusion-undone"] | None = None


class DeadlineAnsweredLate(Event, frozen=True, kw_only=True):
    """The answer was recorded after the breach, `late_by_s` seconds after `due_at`. The verdict
    stays.

    Where `answered_at` is at or before `due_at` it is a claim, by `claim_id`, of an answer in time:
    `claimed_by` is who says that they answered, `recorded_by` who recorded it; somebody else may
    accept it (CP-27c). The three are null in what was recorded before version 2.
    """

    case_id: str
    goal: Goal
    answered_at: Instant
    recorded_at: Instant
    due_at: Instant
    late_by_s: float
    late_reason: str | None = None
    claim_id: str | None = None
    claimed_by: str | None = None
    recorded_by: str | None = None


class WithdrawalText(Personal, frozen=True, kw_only=True):
    """Why a claim was accepted, as a person wrote it."""

    reason: str


class DeadlineBreachWithdrawn(Event, frozen=True, kw_only=True):
    """A breach is withdrawn: somebody other than the claimant accepted that the answer came in time
    (CP-27c).

    `answered_at` is the time claimed, `breached_at` the breach's. The breach stays in the log, and
    reviews count it apart, neither as met nor as missed.
    """

    case_id: str
    goal: Goal
    claim_id: str
    accepted_by: str
    answered_at: Instant
    breached_at: Instant
    withdrawn_at: Instant
    personal: WithdrawalText


class DeadlineCancelled(Event, frozen=True, kw_only=True):
    """Nothing is promised any more: the case was closed unanswered or left the entitlement
    (CP-18). Cover also ends with a workaround, a solution or a lower priority (CP-26); a further
    goal with what makes it needless, or a priority for which it is not promised.

    `exclusion` is the code of the terms by which a first response left the entitlement. Null for
    another reason, and in what was recorded before version 3.
    """

    case_id: str
    goal: Goal
    cancelled_at: Instant
    reason: Literal[
        "case-excluded", "case-closed", "worked-around", "case-resolved", "priority-lowered"
    ]
    exclusion: str | None = None


class DeadlineReinstated(Event, frozen=True, kw_only=True):
    """The exclusion that had cancelled the promise was taken back: `due_at` is what it would be
    without it (CP-18). It may lie in the past; then the breach follows. A further goal that a lower
    priority had cancelled holds again likewise when the priority is raised again (CP-27a).

    `cancelled_at` is when the case was excluded: what the clock stood for ended then. `budget_s`
    and `counting_from` are those of the target that governs.
    """

    case_id: str
    goal: Goal
    cancelled_at: Instant
    reinstated_at: Instant
    due_at: Instant
    budget_s: int
    counting_from: Instant
