"""The bar of a deadline shows every stretch where it was, however long or short the whole is."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from reporting.domain.deadline_bar import MOST_PIECES, MOST_ROWS, DeadlineBar, deadline_bar
from reporting.domain.explained_goal import (
    ExplainedGoal,
    GoalState,
    Stretch,
    StretchKind,
    WarningMark,
)

DETROIT = ZoneInfo("America/Detroit")
START = datetime(2026, 11, 16, 14, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
Part = tuple[StretchKind, timedelta]


def stretches(*parts: Part, start: datetime = START) -> Sequence[Stretch]:
    """Stretches of these kinds and lengths, one after the other."""
    made = list[Stretch]()
    for kind, length in parts:
        end = start + length
        counted = int(length.total_seconds()) if kind == "counted" else 0
        name = "Thanksgiving Day" if kind == "holiday" else None
        made.append(Stretch(start=start, end=end, kind=kind, name=name, counted_s=counted))
        start = end
    return made


def goal(  # a goal's own facts, of which each test names a few
    *parts: Part,
    state: GoalState = "running",
    now: datetime = START,
    due_at: datetime | None = None,
    answered_at: datetime | None = None,
    recorded_at: datetime | None = None,
    cancelled_at: datetime | None = None,
    due_not_judged: bool = False,
    warnings: Sequence[WarningMark] = (),
) -> ExplainedGoal:
    """A first response of these stretches."""
    return ExplainedGoal(
        goal="first_response",
        state=state,
        sentence="It is due.",
        stretches=stretches(*parts),
        counting_from=START,
        due_at=due_at,
        answered_at=answered_at,
        recorded_at=recorded_at,
        cancelled_at=cancelled_at,
        now=now,
        budget_s=3600,
        counted_s=600,
        terms_version="2010.4",
        calendar_id="us-federal",
        calendar_version=1,
        warnings=warnings,
        due_not_judged=due_not_judged,
    )


def bar(of: ExplainedGoal) -> DeadlineBar:
    """Its bar."""
    drawn = deadline_bar(of, DETROIT)
    assert drawn is not None
    return drawn


def kinds(of: ExplainedGoal) -> list[tuple[str, float, float]]:
    """Its pieces: what, where, how wide."""
    return [(one.kind, one.x, one.width) for one in bar(of).pieces]


def marks(of: ExplainedGoal) -> dict[str, float]:
    """Its marks, and where they are."""
    return {one.kind: one.x for one in bar(of).marks}


HALF_AN_HOUR_IN = goal(("counted", HOUR), now=START + 30 * MINUTE, due_at=START + HOUR)


def test_what_is_used_and_what_is_still_to_count_part_at_now() -> None:
    assert kinds(HALF_AN_HOUR_IN) == [("used", 0.0, 50.0), ("ahead", 50.0, 50.0)]
    assert marks(HALF_AN_HOUR_IN) == {"opened": 0.0, "due": 100.0, "now": 50.0}


def test_every_kind_of_stretch_has_its_own_look_and_days_off_their_names() -> None:
    parts: Sequence[Part] = (
        ("counted", DAY),
        ("paused", DAY),
        ("excused", DAY),
        ("weekend", DAY),
        ("holiday", DAY),
        ("closed", DAY),
        ("counted", DAY),
    )
    of = goal(*parts, now=START + 6 * DAY, due_at=START + 7 * DAY)
    drawn = bar(of).pieces
    assert [one.kind for one in drawn] == [
        "used",
        "waited",
        "excused",
        "off",
        "off",
        "off",
        "ahead",
    ]
    assert [one.name for one in drawn][3:6] == ["Weekend", "Thanksgiving Day", None]


def test_a_clock_that_stands_ends_its_bar_now() -> None:
    of = goal(("counted", HOUR), ("paused", HOUR), state="paused", now=START + 2 * HOUR)
    assert marks(of) == {"opened": 0.0, "now": 100.0}


def test_a_late_answer_has_a_late_piece_up_to_when_it_was_recorded() -> None:
    of = goal(
        ("counted", HOUR),
        state="breached",
        now=START + DAY,
        due_at=START + HOUR,
        answered_at=START + 2 * HOUR,
        recorded_at=START + 2 * HOUR,
    )
    assert kinds(of) == [("used", 0.0, 50.0), ("late", 50.0, 50.0)]
    assert marks(of) == {"opened": 0.0, "due": 50.0, "missed": 100.0}
    assert (bar(of).late_s, bar(of).cut) == (3600, False)


def test_what_is_very_late_is_cut_and_says_how_late_it_is() -> None:
    of = goal(("counted", HOUR), state="breached", now=START + 9 * HOUR, due_at=START + HOUR)
    assert kinds(of) == [("used", 0.0, 50.0), ("late", 50.0, 50.0)]
    assert (bar(of).late_s, bar(of).cut) == (8 * 3600, True)
    assert marks(of) == {"opened": 0.0, "due": 50.0}


def test_a_claim_is_marked_where_the_answer_is_said_to_have_been() -> None:
    of = goal(
        ("counted", HOUR),
        state="breached",
        now=START + DAY,
        due_at=START + HOUR,
        answered_at=START + 30 * MINUTE,
        recorded_at=START + 90 * MINUTE,
    )
    assert marks(of) == {"opened": 0.0, "due": 66.667, "missed": 100.0, "claimed": 33.333}


def test_a_withdrawn_breach_is_marked_as_answered_and_has_nothing_late() -> None:
    of = goal(
        ("counted", HOUR),
        state="withdrawn",
        now=START + DAY,
        due_at=START + HOUR,
        answered_at=START + 30 * MINUTE,
        recorded_at=START + 2 * HOUR,
    )
    assert kinds(of) == [("used", 0.0, 100.0)]
    assert marks(of)["met"] == 50.0


def test_a_breach_that_nobody_answered_is_no_claim() -> None:
    of = goal(("counted", HOUR), state="breached", now=START + HOUR, due_at=START + HOUR)
    assert of.claimed_at is None
    assert kinds(of) == [("used", 0.0, 100.0)]
    late = goal(
        ("counted", HOUR),
        state="breached",
        now=START + 2 * HOUR,
        due_at=START + HOUR,
        answered_at=START + 2 * HOUR,
    )
    assert late.claimed_at is None


def test_what_is_due_and_not_judged_is_late_up_to_now() -> None:
    of = goal(("counted", HOUR), now=START + 2 * HOUR, due_at=START + HOUR, due_not_judged=True)
    assert kinds(of)[-1] == ("late", 50.0, 50.0)


def test_what_was_taken_off_ends_there() -> None:
    of = goal(
        ("counted", HOUR),
        state="cancelled",
        now=START + DAY,
        due_at=START + 5 * HOUR,
        cancelled_at=START + HOUR,
    )
    assert marks(of) == {"opened": 0.0, "dropped": 100.0}


def test_warnings_have_a_shape_and_no_label() -> None:
    ahead = WarningMark(fraction=0.75, at=START + 45 * MINUTE, given=False)
    given = WarningMark(fraction=0.5, at=START + 30 * MINUTE, given=True)
    of = goal(
        ("counted", HOUR),
        now=START + 40 * MINUTE,
        due_at=START + HOUR,
        warnings=(given, ahead),
    )
    assert [(one.kind, one.x, one.row) for one in bar(of).marks[-2:]] == [
        ("warned", 50.0, 0),
        ("warning", 75.0, 0),
    ]


def test_labels_that_would_cover_each_other_go_into_rows() -> None:
    of = goal(
        ("counted", HOUR),
        state="breached",
        now=START + DAY,
        due_at=START + HOUR,
        answered_at=START + 59 * MINUTE,
        recorded_at=START + 61 * MINUTE,
    )
    assert [(one.kind, one.row, one.anchor) for one in bar(of).marks] == [
        ("opened", 0, "start"),
        ("due", 0, "end"),
        ("missed", 1, "end"),
        ("claimed", 2, "end"),
    ]
    assert [one.anchor for one in bar(HALF_AN_HOUR_IN).marks] == ["start", "end", "middle"]


def test_a_wait_of_years_has_no_more_pieces_than_a_screen_shows() -> None:
    weeks: list[Part] = [("counted", DAY)]
    for _ in range(150):
        weeks += [("paused", 5 * DAY), ("weekend", 2 * DAY)]
    of = goal(*weeks, state="paused", now=START + 1051 * DAY)
    drawn = bar(of)
    assert [one.kind for one in drawn.pieces] == ["used", "waited"]
    assert drawn.pieces[-1].x + drawn.pieces[-1].width == pytest.approx(100)


def test_many_short_waits_are_shown_as_longer_ones_on_a_phone_only() -> None:
    parts: list[Part] = [("weekend", DAY)]
    for hour in range(20):
        parts += [("counted", HOUR), ("paused", (hour + 1) * MINUTE)]
    of = goal(*parts, state="paused", now=START + 4 * DAY)
    assert len(bar(of).pieces) == len(parts) <= MOST_PIECES
    rows = bar(of).rows
    assert len(rows) <= MOST_ROWS
    assert all(one.end == other.start for one, other in pairwise(rows))
    assert (rows[0].start, rows[-1].end) == (bar(of).pieces[0].start, bar(of).pieces[-1].end)


@pytest.mark.parametrize(
    ("length", "by", "most"),
    [
        (HOUR, "hour", 8),
        (6 * HOUR, "hour", 8),
        (3 * DAY, "day", 8),
        (7 * DAY, "day", 8),
        (20 * DAY, "days", 8),
        (400 * DAY, "days", 8),
        (9_000 * DAY, "days", 8),
    ],
)
def test_ticks_are_as_many_as_can_be_read(length: timedelta, by: str, most: int) -> None:
    ticks = bar(goal(("counted", length), now=START, due_at=START + length)).ticks
    assert 0 < len(ticks) <= most
    assert {one.by for one in ticks} == {by}
    assert all(0 < one.x < 100 for one in ticks)


def test_a_day_begins_at_the_vendors_midnight() -> None:
    ticks = bar(goal(("counted", 3 * DAY), now=START, due_at=START + 3 * DAY)).ticks
    assert [one.at.astimezone(DETROIT).hour for one in ticks] == [0, 0, 0]


def test_of_no_time_there_is_no_bar() -> None:
    assert deadline_bar(goal(), DETROIT) is None
