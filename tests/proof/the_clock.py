"""Asks the clock: folds a history as sla-clock does, whole or cut, and says what came of it."""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from uuid import UUID, uuid5

from msgspec.structs import replace

from careplans.calendars import list_calendars, take_calendars
from careplans.promise_from_terms import promise_from
from careplans.terms import Terms, load_terms, read_terms
from events.catalogue import case_events as case
from events.catalogue import deadline_events as said
from events.catalogue.terms import CalendarRef, Plan, Priority, Promise
from events.event import Event, Meta, Recorded
from sla_clock.domain.deadline import DeadlineEvent
from sla_clock.domain.follow_calendar import FollowCalendar
from sla_clock.projections.tracked_deadline import Pending, Tracked
from sla_clock.reactions.fold_batch import fold_batch
from tests.proof.histories import Fact, Happening, History, What
from tests.proof.slow_calendar import slow_calendar, to_time, to_us
from tests.proof.slow_terms import FIVE_GOALS

IDS = UUID("0f7be0f0-3f5e-5f5c-9d0c-4a1d7e0f9a11")
TEXT = case.MessageText(text="x")
PLANS: dict[str, Plan] = {"silver": "silver", "gold": "gold", "platinum": "platinum"}
PRIORITIES: dict[str, Priority] = {"P1": "P1", "P2": "P2", "P3": "P3", "P4": "P4"}
OURS = Path(__file__).parent


def know_our_calendars() -> None:
    """Let the clock know the calendars that lie here, unless it does already."""
    if ("office", 1) not in list_calendars():
        take_calendars(OURS / "calendars")


def records_of(history: History) -> list[Recorded]:
    """The history as intake's topic brings it; its end is a remark in another case."""
    events = [(_opened(history), history.opened, "c")]
    events += [(_event(one, history), one.recorded, "c") for one in history.happenings]
    remark = case.CaseCommented(case_id="z", author_id="u", personal=TEXT)
    events.append((remark, history.end, "z"))
    return [
        Recorded(
            source="intake",
            shard=0,
            seq=seq,
            stream=f"case-{key}",
            version=seq,
            key=key,
            event_id=uuid5(IDS, str(seq)),
            data=event,
            meta=Meta(correlation_id=f"r{seq}", actor="e1", imported=history.imported),
            occurred_at=to_time(recorded),
            recorded_at=to_time(recorded),
        )
        for seq, (event, recorded, key) in enumerate(events, 1)
    ]


def fold(history: History, cuts: Sequence[int] = ()) -> list[Pending]:
    """What the clock says of the history, cut into batches before each record of those numbers."""
    records, switches = records_of(history), deque(switches_of(history))
    now, known, heard = to_time(history.end), dict[str, Tracked](), list[Pending]()
    for since, upto in zip([0, *cuts], [*cuts, len(records)], strict=True):
        last, between = records[upto - 1].recorded_at, list[FollowCalendar]()
        while switches and switches[0].at < last:
            between.append(switches.popleft())
        known = fold_batch(known, records[since:upto], now, between)
        told = [pending for stream in sorted(known) for pending in known[stream].pending]
        heard += told
        known = {stream: as_recorded(tracked) for stream, tracked in known.items()}
    return sorted(heard, key=lambda one: _goal_of(one.event.data), reverse=True)


def facts_of(heard: Sequence[Pending]) -> list[Fact]:
    """What the clock said, in the slow count's words."""
    return [_fact(one.event.data) for one in heard]


def as_recorded(tracked: Tracked) -> Tracked:
    """The deadline once what was said of it is recorded."""
    version = tracked.stored_version + len(tracked.pending)
    return replace(tracked, pending=(), stored_version=version)


def switches_of(history: History) -> list[FollowCalendar]:
    """The history's switches, as an operator's command makes them."""
    own = history.calendar[0]
    return [
        FollowCalendar(calendar=_ref(own, one.version), at=to_time(one.at))
        for one in history.switches
    ]


def _opened(history: History) -> Event:
    return case.CaseOpened(
        case_id="c",
        number="CS-1",
        customer_id="acme",
        reporter_id="u",
        priority=PRIORITIES[history.priority],
        channel="online",
        area="product",
        opened_at=to_time(history.opened),
        promise=_promise(history),
        personal=case.CaseText(subject="s", description="d"),
    )


@cache
def _terms(version: str) -> Terms:
    five = read_terms(FIVE_GOALS.parent)
    known = {one.version: one for one in (*load_terms().versions, *five.versions)}
    return known[version]


def _promise(history: History) -> Promise:
    promise = promise_from(_terms(history.terms), PLANS[history.plan])
    fields = {name: getattr(promise, name) for name in promise.__struct_fields__}
    ours = {"calendar": _ref(*history.calendar), "follows_calendar": history.follows}
    return Promise(**{**fields, **ours})


def _ref(calendar_id: str, version: int) -> CalendarRef:
    zone = slow_calendar(calendar_id, version).zone.key
    return CalendarRef(calendar_id=calendar_id, version=version, zone=zone)


def _event(one: Happening, history: History) -> Event:
    at = to_time(one.at)
    if one.what == "answered":
        return _answer(one)
    if one.what == "priority":
        priority = PRIORITIES[one.priority or ""]
        return case.CasePriorityChanged(
            case_id="c", old="P1", new=priority, changed_at=at, reason="r"
        )
    if one.what == "included":
        answered = any(
            other.what in ("answered", "workaround", "resolved") and other.recorded < one.recorded
            for other in history.happenings
        )
        return case.CaseIncluded(case_id="c", included_at=at, answered=answered, personal=TEXT)
    return EVENTS[one.what](at)


def _answer(one: Happening) -> Event:
    return case.CaseResponded(
        case_id="c",
        responder_id="e1",
        responded_at=to_time(one.at if one.claimed is None else one.claimed),
        first=False,
        late_reason=None if one.claimed is None else "by telephone",
        personal=TEXT,
    )


def _handed_over(_: datetime) -> Event:
    return case.CaseHandedOver(
        case_id="c", from_engineer_id=None, to_engineer_id="e2", personal=TEXT
    )


def _unreachable(at: datetime) -> Event:
    return case.ContactUnreachable(case_id="c", recorded_by="e1", unreachable_at=at, reason="r")


EVENTS: Mapping[What, Callable[[datetime], Event]] = {
    "asked": lambda at: case.InformationRequested(case_id="c", requested_at=at, personal=TEXT),
    "told": lambda at: case.InformationProvided(case_id="c", provided_at=at),
    "unreachable": _unreachable,
    "reachable": lambda at: case.ContactReachable(case_id="c", recorded_by="e1", reachable_at=at),
    "excluded": lambda at: case.CaseExcluded(case_id="c", code="other", excluded_at=at),
    "closed": lambda at: case.CaseClosed(case_id="c", closed_at=at),
    "workaround": lambda at: case.WorkaroundProvided(case_id="c", provided_at=at, personal=TEXT),
    "resolved": lambda at: case.CaseResolved(case_id="c", resolved_at=at, personal=TEXT),
    "reopened": lambda at: case.CaseReopened(case_id="c", reopened_at=at, personal=TEXT),
    "assigned": lambda _: case.CaseAssigned(case_id="c", engineer_id="e1"),
    "handed-over": _handed_over,
    "released": lambda _: case.CaseReleased(case_id="c", engineer_id="e1", personal=TEXT),
    "commented": lambda _: case.CaseCommented(
        case_id="c", author_id="e1", by_customer=False, personal=TEXT
    ),
}

DUE, STOOD = {"due": "due_at"}, {"paused": "paused_s", "excused": "excused_s"}
WORDS: Mapping[type[Event], tuple[str, str, Mapping[str, str]]] = {
    said.DeadlineStarted: ("started", "started_at", DUE),
    said.DeadlineMoved: ("moved", "moved_at", DUE),
    said.DeadlineFollowedCalendar: ("followed", "moved_at", DUE),
    said.DeadlinePaused: ("stands", "paused_at", {"why": "kind"}),
    said.DeadlineResumed: ("runs", "resumed_at", {"why": "kind", **DUE}),
    said.DeadlineWarned: ("warned", "warned_at", {"part": "fraction", **DUE}),
    said.DeadlineMet: ("met", "met_at", {"counted": "counted_s", **DUE, **STOOD}),
    said.DeadlineBreached: ("breached", "breached_at", {**DUE, **STOOD}),
    said.DeadlineAnsweredLate: ("answered-late", "answered_at", {"late": "late_by_s", **DUE}),
    said.DeadlineReinstated: ("included", "reinstated_at", DUE),
}
"""The slow count's word for each thing that the clock says, when it was, and its numbers."""


def _goal_of(event: Event) -> str:
    assert isinstance(event, DeadlineEvent), "a clock speaks of deadlines"
    return event.goal


def _fact(event: Event) -> Fact:
    goal = _goal_of(event)
    if isinstance(event, said.DeadlineCancelled):
        kind = event.reason if goal == "cover" else event.reason.removeprefix("case-")
        return Fact(goal, kind, to_us(event.cancelled_at))
    kind, at, names = WORDS[type(event)]
    numbers = {name: _plain(getattr(event, attribute)) for name, attribute in names.items()}
    return Fact(goal, kind, to_us(getattr(event, at)), tuple(sorted(numbers.items())))


def _plain(value: datetime | int | float | str | None) -> int | float | str | None:
    if isinstance(value, datetime):
        return to_us(value)
    return round(value, 6) if isinstance(value, float) else value
