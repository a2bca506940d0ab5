"""The whole seconds of segments add up, wherever within a second they begin and end."""

from datetime import UTC, datetime, timedelta

from careplans.calendars import latest_calendar
from careplans.compute_deadline import segments_between
from careplans.working_time import Segment, in_whole_seconds
from events.catalogue.terms import Target

START = datetime(2026, 11, 20, 12, tzinfo=UTC)


def made(*lengths: tuple[str, float]) -> list[Segment]:
    """Segments of these kinds and seconds, one after the other."""
    segments, at = list[Segment](), START
    for kind, seconds in lengths:
        end = at + timedelta(seconds=seconds)
        segments.append(Segment(at, end, kind))  # type: ignore[arg-type] # a test's own kinds
        at = end
    return segments


def test_each_has_the_seconds_that_become_full_in_it() -> None:
    parts = in_whole_seconds(made(("counted", 1.5), ("weekend", 9.9), ("counted", 2.5)))
    assert [one.counted_s for one in parts] == [1, 0, 3]


def test_what_is_no_second_yet_is_none() -> None:
    parts = in_whole_seconds(made(("counted", 0.4), ("paused", 1.2), ("counted", 0.4)))
    assert [one.counted_s for one in parts] == [0, 0, 0]


def test_nothing_else_of_a_segment_changes() -> None:
    [before] = made(("counted", 7.0))
    [after] = in_whole_seconds([before])
    assert (after.start, after.end, after.kind, after.name) == (
        before.start,
        before.end,
        "counted",
        None,
    )


def test_segments_that_are_cut_out_of_time_have_them() -> None:
    start = datetime(2026, 11, 21, 4, 59, 59, 250_000, tzinfo=UTC)
    target = Target(amount=3600, unit="seconds", counts="working-time")
    segments = segments_between(
        start, start + timedelta(days=3), target, latest_calendar("us-federal")
    )
    assert [(one.kind, one.counted_s) for one in segments] == [
        ("counted", 0),
        ("weekend", 0),
        ("counted", 86_400),
    ]
