"""Made-up logs of a few cases with everything that can happen to their clocks, for properties that
must hold whatever happens.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hypothesis import strategies as st

from events.catalogue.case_events import (
    CaseAssigned,
    CaseClosed,
    CaseCommented,
    CaseExcluded,
    CaseIncluded,
    CasePriorityChanged,
    CaseReopened,
    CaseResolved,
    CaseResponded,
    ContactReachable,
    ContactUnreachable,
    InformationProvided,
    InformationRequested,
    WorkaroundProvided,
)
from events.catalogue.terms import Plan, Priority
from events.event import Event, Recorded
from tests.sla_clock.promises import COVERED, TEXT, at, opened, record

START = at("2026-11-20 15:00")
"""The Friday before the week of Thanksgiving."""
CASES = ("c1", "c2", "c3")
PRIORITIES: Sequence[Priority] = ("P1", "P2", "P3", "P4")
PLANS: Sequence[Plan] = ("silver", "gold", "platinum")

Tell = Callable[[str, datetime, Priority], Event]


def _respond(case_id: str, when: datetime, _: Priority) -> Event:
    return CaseResponded(
        case_id=case_id, responder_id="kim", responded_at=when, first=True, personal=TEXT
    )


def _ask(case_id: str, when: datetime, _: Priority) -> Event:
    return InformationRequested(case_id=case_id, requested_at=when, personal=TEXT)


def _tell(case_id: str, when: datetime, _: Priority) -> Event:
    return InformationProvided(case_id=case_id, provided_at=when)


def _lose(case_id: str, when: datetime, _: Priority) -> Event:
    return ContactUnreachable(
        case_id=case_id, recorded_by="kim", unreachable_at=when, reason="voicemail"
    )


def _reach(case_id: str, when: datetime, _: Priority) -> Event:
    return ContactReachable(case_id=case_id, recorded_by="kim", reachable_at=when)


def _change(case_id: str, when: datetime, new: Priority) -> Event:
    return CasePriorityChanged(case_id=case_id, old="P1", new=new, changed_at=when, reason="r")


def _comment(case_id: str, _: datetime, __: Priority) -> Event:
    return CaseCommented(case_id=case_id, author_id="u1", personal=TEXT)


def _exclude(case_id: str, when: datetime, _: Priority) -> Event:
    return CaseExcluded(case_id=case_id, code="other", excluded_at=when)


def _include(case_id: str, when: datetime, _: Priority) -> Event:
    return CaseIncluded(case_id=case_id, included_at=when, answered=False, personal=TEXT)


def _close(case_id: str, when: datetime, _: Priority) -> Event:
    return CaseClosed(case_id=case_id, closed_at=when)


def _assign(case_id: str, _: datetime, __: Priority) -> Event:
    return CaseAssigned(case_id=case_id, engineer_id="kim")


def _help(case_id: str, when: datetime, _: Priority) -> Event:
    return WorkaroundProvided(case_id=case_id, provided_at=when, personal=TEXT)


def _resolve(case_id: str, when: datetime, _: Priority) -> Event:
    return CaseResolved(case_id=case_id, resolved_at=when, personal=TEXT)


def _reopen(case_id: str, when: datetime, _: Priority) -> Event:
    return CaseReopened(case_id=case_id, reopened_at=when, personal=TEXT)


HAPPENINGS: Mapping[str, Tell] = {
    "respond": _respond,
    "ask": _ask,
    "tell": _tell,
    "lose": _lose,
    "reach": _reach,
    "change": _change,
    "comment": _comment,
    "exclude": _exclude,
    "include": _include,
    "close": _close,
    "assign": _assign,
    "help": _help,
    "resolve": _resolve,
    "reopen": _reopen,
}


@dataclass(frozen=True)
class Step:
    """Something that happens to a case, so many half hours after what happened before.

    `backdated` half hours before it is recorded.
    """

    case_id: str
    what: str
    priority: Priority
    half_hours: int
    backdated: int


OPENINGS = st.lists(
    st.tuples(st.sampled_from(PRIORITIES), st.sampled_from(PLANS)), min_size=3, max_size=3
)
STEPS = st.lists(
    st.builds(
        Step,
        case_id=st.sampled_from(CASES),
        what=st.sampled_from(
            sorted(set(HAPPENINGS) - {"exclude", "include", "close", "help", "resolve"}) * 3
            + ["exclude", "include", "include", "close", "help", "resolve"]
        ),
        priority=st.sampled_from(PRIORITIES),
        half_hours=st.sampled_from([0, 0, 1, 2, 3, 8, 24, 48, 96]),
        backdated=st.sampled_from([0, 0, 0, 1, 5]),
    ),
    max_size=14,
)


@st.composite
def logs(draw: st.DrawFn, terms: str = COVERED, *, whole: bool = True) -> list[Recorded]:
    """A log of one shard: three cases are opened, then things happen to them, some at the same
    instant, many at whole half hours; if not `whole`, some microseconds later.
    """
    later = st.just(0) if whole else st.sampled_from([0, 1, 499_999, 500_000, 999_999])
    timeline: list[tuple[str, datetime, Event]] = []
    now = START + timedelta(microseconds=draw(later))
    for case_id, (priority, plan) in zip(CASES, draw(OPENINGS), strict=True):
        timeline.append((case_id, now, opened(case_id, now, priority, plan, terms=terms)))
    for step in draw(STEPS):
        now += timedelta(minutes=30 * step.half_hours, microseconds=draw(later))
        happened = now - timedelta(minutes=30 * step.backdated)
        timeline.append(
            (step.case_id, now, HAPPENINGS[step.what](step.case_id, happened, step.priority))
        )
    return [
        record(event, case_id, seq, when)
        for seq, (case_id, when, event) in enumerate(timeline, start=1)
    ]
