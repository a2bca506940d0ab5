"""Up to when a deadline's time is counted, and the name of its stream."""

from dataclasses import replace
from datetime import datetime

import pytest
from msgspec import structs

from sla_clock.domain import breach_deadline, cancel_deadline, meet_deadline, pause_deadline
from sla_clock.domain.breach_deadline import BreachDeadline
from sla_clock.domain.cancel_deadline import CancelDeadline
from sla_clock.domain.deadline import Deadline, stream_of
from sla_clock.domain.explain_deadline import explain_deadline, measured_until
from sla_clock.domain.meet_deadline import MeetDeadline
from sla_clock.domain.pause_deadline import PauseDeadline
from tests.sla_clock.promises import after, at, hours, started

OPENED = at("2026-11-16 09:00")
DUE = OPENED + hours(1)
RUNNING = started(OPENED, "P1")
PAUSED = after(
    RUNNING,
    [
        *pause_deadline.decide(
            PauseDeadline(kind="paused", at=OPENED + hours(0.5), reason="waiting"), RUNNING
        )
    ],
)
BREACHED = after(RUNNING, [*breach_deadline.decide(BreachDeadline(detected_at=DUE), RUNNING)])
MET = after(
    RUNNING,
    [
        *meet_deadline.decide(
            MeetDeadline(answered_at=OPENED + hours(0.2), recorded_at=OPENED + hours(0.2)), RUNNING
        )
    ],
)
CANCELLED = after(
    RUNNING,
    [
        *cancel_deadline.decide(
            CancelDeadline(at=OPENED + hours(0.3), reason="case-closed"), RUNNING
        )
    ],
)


@pytest.mark.parametrize(
    ("deadline", "now", "until"),
    [
        (RUNNING, OPENED - hours(1), OPENED),
        (RUNNING, OPENED + hours(0.4), OPENED + hours(0.4)),
        (RUNNING, DUE + hours(1), DUE),
        (PAUSED, OPENED - hours(1), OPENED),
        (PAUSED, DUE + hours(1), DUE + hours(1)),
        (BREACHED, OPENED, DUE),
        (BREACHED, DUE + hours(1), DUE),
        (MET, DUE + hours(1), OPENED + hours(0.2)),
        (CANCELLED, DUE + hours(1), OPENED + hours(0.3)),
    ],
)
def test_time_is_counted_up_to_the_verdict_or_now_but_not_beyond_what_was_promised(
    deadline: Deadline, now: datetime, until: datetime
) -> None:
    assert measured_until(deadline, now) == until


@pytest.mark.parametrize(
    ("deadline", "end"),
    [
        (RUNNING, DUE),
        (PAUSED, DUE),
        (BREACHED, DUE),
        (MET, OPENED + hours(0.2)),
        (CANCELLED, OPENED + hours(0.3)),
    ],
)
def test_the_segments_of_an_explanation_end_with_the_verdict_or_when_it_is_due(
    deadline: Deadline, end: datetime
) -> None:
    segments = explain_deadline(deadline, DUE).segments
    assert (segments[0].start, segments[-1].end) == (OPENED, end)


def test_a_stream_is_named_after_its_case_and_goal() -> None:
    assert RUNNING.stream == stream_of("c1", "first_response") == "deadline-c1-first_response"


def test_a_clock_that_stands_knows_since_when_and_why() -> None:
    assert (RUNNING.stands_since, RUNNING.paused_by) == (None, None)
    assert (PAUSED.stands_since, PAUSED.paused_by) == (OPENED + hours(0.5), "paused")
    stretch = replace(PAUSED.ledger[0], kind="excused", start=OPENED + hours(0.1))
    both = structs.replace(PAUSED, ledger=(*PAUSED.ledger, stretch))
    assert (both.stands_since, both.paused_by) == (OPENED + hours(0.1), "excused")
    assert both.is_open("excused")
    assert not PAUSED.is_open("excused")
