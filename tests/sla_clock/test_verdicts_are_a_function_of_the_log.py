"""Whatever way a log is cut into batches, and wherever promises about time come in between, the
clock says the same.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from events.catalogue.deadline_events import (
    DeadlineBreached,
    DeadlineCancelled,
    DeadlineMet,
    DeadlineReinstated,
    DeadlineResumed,
)
from events.event import Recorded
from sla_clock.domain.deadline import DeadlineEvent, fold
from sla_clock.domain.explain_deadline import explain_deadline, measured_until
from sla_clock.domain.fire_instants import Passed
from sla_clock.domain.project_due import counted_s
from sla_clock.projections.tracked_deadline import Pending, Tracked, pass_time
from sla_clock.reactions.fold_batch import fold_batch
from tests.sla_clock.made_up_cases import START, logs
from tests.sla_clock.promises import first_responses

END = START + timedelta(days=90)
LATE = END + timedelta(days=3)
Deadlines = dict[str, Tracked]


@settings(max_examples=150, deadline=None)
@given(log=logs(), data=st.data())
def test_any_batching_and_any_promises_in_between_say_the_same(
    log: list[Recorded], data: st.DataObject
) -> None:
    assert events_by(in_pieces(log, data)) == events_by(one_by_one(log))


@settings(max_examples=150, deadline=None)
@given(log=logs())
def test_every_deadline_ends_with_exactly_one_verdict(log: list[Recorded]) -> None:
    responses = first_responses(one_by_one(log))
    still_waiting = {case_id for case_id, one in responses.items() if one.deadline.paused_by}
    for case_id, tracked in responses.items():
        verdicts = [
            one
            for one in facts(tracked)
            if isinstance(one, DeadlineMet | DeadlineBreached | DeadlineCancelled)
        ]
        # A cancellation that was taken back is none.
        undone = [one for one in facts(tracked) if isinstance(one, DeadlineReinstated)]
        assert len(verdicts) - len(undone) == (
            0 if case_id in still_waiting and tracked.deadline.verdict is None else 1
        )


@settings(max_examples=100, deadline=None)
@given(log=logs())
def test_a_log_applied_twice_comes_out_the_same(log: list[Recorded]) -> None:
    once = {stream: recorded(one) for stream, one in fold_batch({}, log, LATE).items()}
    assert fold_batch(once, log, LATE) == once


@settings(max_examples=100, deadline=None)
@given(log=logs())
def test_the_state_is_what_the_events_of_its_stream_say(log: list[Recorded]) -> None:
    for tracked in one_by_one(log).values():
        assert fold(facts(tracked)) == tracked.deadline


@settings(max_examples=100, deadline=None)
@given(log=logs())
def test_no_event_is_said_twice(log: list[Recorded]) -> None:
    ids = Counter(
        one.event.event_id for tracked in one_by_one(log).values() for one in tracked.pending
    )
    assert set(ids.values()) == {1}


@settings(max_examples=100, deadline=None)
@given(log=logs())
def test_an_explanation_has_no_holes_and_adds_up(log: list[Recorded]) -> None:
    for tracked in fold_batch({}, log, LATE).values():
        deadline, now = tracked.deadline, log[-1].recorded_at
        explanation = explain_deadline(deadline, now)
        segments = explanation.segments
        assert all(one.end == other.start for one, other in pairwise(segments))
        assert not segments or segments[0].start == explanation.counting_from
        if deadline.state == "running":
            assert sum(one.counted_s for one in segments) == deadline.budget_s
        if deadline.verdict:
            assert sum(one.counted_s for one in segments) == counted_s(
                deadline, measured_until(deadline, now)
            )


@settings(max_examples=100, deadline=None)
@given(log=logs())
def test_a_breach_is_an_instant_that_no_answer_was_recorded_before(log: list[Recorded]) -> None:
    for case_id, tracked in first_responses(one_by_one(log)).items():
        answers = [
            one.recorded_at
            for one in log
            if one.key == case_id and type(one.data).__name__ == "CaseResponded"
        ]
        resumed = any(
            isinstance(one, DeadlineResumed | DeadlineReinstated) for one in facts(tracked)
        )
        for fact in facts(tracked):
            if isinstance(fact, DeadlineBreached):
                assert resumed or not answers or answers[0] > fact.due_at


def one_by_one(log: Sequence[Recorded]) -> Deadlines:
    """The reference: each event for itself, no promise before the end."""
    deadlines: Deadlines = {}
    for event in log:
        deadlines = fold_batch(deadlines, [event], event.recorded_at)
    return at_last(deadlines)


def in_pieces(log: Sequence[Recorded], data: st.DataObject) -> Deadlines:
    """Batches of any size, with promises in between that are true.

    Up to less than when the next event was recorded.
    """
    deadlines: Deadlines = {}
    for batch, following in batches(log, data):
        deadlines = fold_batch(deadlines, batch, LATE)
        for until in data.draw(promises(batch[-1].recorded_at, following)):
            deadlines = {
                key: pass_time(one, Passed(until=until), LATE) for key, one in deadlines.items()
            }
    return at_last(deadlines)


def batches(
    log: Sequence[Recorded], data: st.DataObject
) -> Iterator[tuple[Sequence[Recorded], datetime]]:
    """The log cut at any places, each piece with when the event after it was recorded."""
    cuts = sorted(data.draw(st.sets(st.integers(1, len(log) - 1), max_size=6)))
    for start, end in zip([0, *cuts], [*cuts, len(log)], strict=True):
        yield log[start:end], log[end].recorded_at if end < len(log) else END


def promises(after: datetime, before: datetime) -> st.SearchStrategy[list[datetime]]:
    """Instants that a watermark may promise once all up to `after` is applied, and the next event
    comes at `before`; also old ones.
    """
    latest = int((before - START).total_seconds()) - 1
    earliest = int((after - START).total_seconds()) - 7200
    if latest <= earliest:
        return st.just([])
    return st.lists(
        st.integers(earliest, latest).map(lambda s: START + timedelta(seconds=s)), max_size=3
    )


def at_last(deadlines: Deadlines) -> Deadlines:
    """After ninety days in which nothing more happened."""
    return {stream: pass_time(one, Passed(until=END), LATE) for stream, one in deadlines.items()}


def facts(tracked: Tracked) -> list[DeadlineEvent]:
    """What was said of a deadline."""
    return [one.event.data for one in tracked.pending if isinstance(one.event.data, DeadlineEvent)]


def events_by(deadlines: Deadlines) -> dict[str, list[object]]:
    """All that was said of each deadline, without when it was noticed."""
    return {
        stream: [as_noticed_at_once(one) for one in tracked.pending]
        for stream, tracked in deadlines.items()
    }


def as_noticed_at_once(pending: Pending) -> object:
    """The event and its id, with the one thing taken out that may differ."""
    data = pending.event.data
    content = {
        name: getattr(data, name)
        for name in data.__struct_fields__
        if name not in ("detected_at", "late_by_s")
    }
    if not isinstance(data, DeadlineBreached):
        content["late_by_s"] = getattr(data, "late_by_s", None)
    return type(data).__name__, pending.event.event_id, content


def recorded(tracked: Tracked) -> Tracked:
    """The deadline once nothing of it is left to be recorded."""
    return replace(tracked, pending=(), stored_version=tracked.deadline.version)
