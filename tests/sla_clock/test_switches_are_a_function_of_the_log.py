"""Together with when later versions of a calendar took over, a log says the same however it is cut:
nothing moves into the past, no deadline follows twice, and each has one verdict (CP-25).
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.catalogue.case_events import CaseCommented, CaseOpened
from events.catalogue.deadline_events import (
    DeadlineBreached,
    DeadlineFollowedCalendar,
    DeadlineWarned,
)
from events.event import Event, Recorded
from sla_clock.domain.deadline import Claim, DeadlineEvent, evolve
from sla_clock.domain.follow_calendar import FollowCalendar
from sla_clock.domain.project_due import governing_claim
from sla_clock.domain.say_changes import as_promised
from sla_clock.projections.tracked_deadline import Tracked
from sla_clock.reactions.fold_batch import fold_batch
from tests.sla_clock.a_vendors_calendars import following, known_shop, shop
from tests.sla_clock.made_up_cases import START, logs
from tests.sla_clock.promises import TEXT, record

pytestmark = pytest.mark.rule("CP-25")
LATE = START + timedelta(days=400)
# The log begins on a Friday night: what matters happens in the week after.
AFTER_HOURS = st.integers(min_value=50, max_value=150)
VERSIONS = st.sampled_from(((2,), (3,), (4,), (2, 3), (3, 4), (2, 4)))


@pytest.fixture(autouse=True, scope="module")
def _known(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with known_shop(tmp_path_factory.mktemp("vendor"), 1, 2, 3, 4):
        yield


def by_the_shop(log: Sequence[Recorded]) -> list[Recorded]:
    """The same log by the shop's calendar, which its promises follow, and a word a month later."""
    word = CaseCommented(case_id="c1", author_id="u1", personal=TEXT)
    last = record(word, "c1", len(log) + 1, log[-1].recorded_at + timedelta(days=30))
    return [*(msgspec.structs.replace(one, data=_by_the_shop(one.data)) for one in log), last]


def _by_the_shop(event: Event) -> Event:
    if not isinstance(event, CaseOpened):
        return event
    promise = following(plan=event.promise.plan)
    return msgspec.structs.replace(event, promise=promise)


def counted(
    log: Sequence[Recorded], switches: Sequence[FollowCalendar], cuts: Sequence[int]
) -> dict[str, Tracked]:
    """The deadlines of the log, cut there, each piece with the switches that fall into it."""
    deadlines: dict[str, Tracked] = {}
    since = START - timedelta(days=1)
    for first, last in pairwise([0, *sorted(cuts), len(log)]):
        if piece := log[first:last]:
            until = piece[-1].recorded_at
            here = [one for one in switches if since <= one.at < until]
            deadlines, since = fold_batch(deadlines, piece, LATE, here), until
    return deadlines


def events_of(tracked: Tracked) -> list[DeadlineEvent]:
    """What was said of a deadline, in order."""
    events = [one.event.data for one in tracked.pending]
    return [one for one in events if isinstance(one, DeadlineEvent)]


@settings(max_examples=120, deadline=None)
@given(log=logs(), versions=VERSIONS, hours=AFTER_HOURS, data=st.data())
def test_wherever_the_log_is_cut_the_switches_say_the_same(
    log: list[Recorded], versions: tuple[int, ...], hours: int, data: st.DataObject
) -> None:
    shops = by_the_shop(log)
    switches = [
        FollowCalendar(calendar=shop(version), at=START + timedelta(hours=hours * turn, seconds=1))
        for turn, version in enumerate(versions, start=1)
    ]
    cuts = data.draw(st.lists(st.integers(0, len(log)), max_size=4))
    whole, pieces = counted(shops, switches, ()), counted(shops, switches, cuts)
    assert {stream: one.pending for stream, one in pieces.items()} == {
        stream: one.pending for stream, one in whole.items()
    }
    for tracked in whole.values():
        assert_true_of(events_of(tracked))
        assert_each_part_is_warned_of_once(events_of(tracked))


def assert_true_of(events: Sequence[DeadlineEvent]) -> None:
    """Nothing was put into the past, and nothing followed twice."""
    followed = [one for one in events if isinstance(one, DeadlineFollowedCalendar)]
    assert all(one.due_at is None or one.due_at > one.moved_at for one in followed)
    assert all(n == 1 for n in Counter(one.calendar.version for one in followed).values())
    for index, event in enumerate(events):
        if isinstance(event, DeadlineBreached):
            before = [one for one in events[:index] if isinstance(one, DeadlineFollowedCalendar)]
            assert all(event.due_at > one.moved_at for one in before)


def assert_each_part_is_warned_of_once(events: Sequence[DeadlineEvent]) -> None:
    """Under each target larger parts follow smaller ones, whatever version of the calendar counts.

    A target is known by its claim; what was left of one is a part of it.
    """
    deadline, warned = None, dict[Claim, float]()
    for event in events:
        if isinstance(event, DeadlineWarned):
            assert deadline is not None
            claim = as_promised(deadline, governing_claim(deadline, event.due_at))
            assert event.fraction > warned.get(claim, 0.0), (event.fraction, claim, warned)
            warned[claim] = event.fraction
        deadline = evolve(deadline, event)
