"""When a page may ring: how far the log is read, how soon a message is tried again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from events.event import Meta
from notifier.domain.hold_pages import LONGEST_HOLD, YOUNG, ReadSoFar, hold_pages
from notifier.domain.judge_log_age import Sight, judge_log_age
from notifier.domain.page_on_call import PageWanted
from notifier.domain.retry_attempt import (
    LONGEST_PATIENCE,
    MOST_TRIES,
    Retry,
    next_try,
    pause_before_retry,
)

NOW = datetime(2026, 11, 16, 22, tzinfo=UTC)
SECOND = timedelta(seconds=1)
BEHIND = ReadSoFar(head=False, read_to=None)
PAGE = PageWanted(
    page_id="page",
    cause_id="cause",
    reason="p1-opened",
    case_id="1",
    number="CS-1",
    customer_id="lakeside",
    plan="gold",
    priority="P1",
    area=None,
    due_at=None,
    wanted_at=NOW - YOUNG,
    what="what",
    meta=Meta(correlation_id="c"),
)


def rings(page: PageWanted, so_far: ReadSoFar = BEHIND) -> bool:
    due, held = hold_pages([page], NOW, so_far)
    assert len(due) + len(held) == 1
    return bool(due)


def test_a_page_at_the_end_of_the_log_or_of_a_moment_ago_rings() -> None:
    assert rings(PAGE, ReadSoFar(head=True, read_to=None))
    assert rings(replace(PAGE, wanted_at=NOW - YOUNG + SECOND))
    assert not rings(PAGE)


def test_a_page_that_begins_to_wait_remembers_since_when() -> None:
    earlier = replace(PAGE, held_since=NOW - SECOND)

    due, held = hold_pages([PAGE, earlier], NOW, BEHIND)

    assert due == []
    assert [page.held_since for page in held] == [NOW, NOW - SECOND]


def test_a_page_waits_for_what_was_in_the_log_when_it_began_to_wait_and_for_a_minute_at_most() -> (
    None
):
    waiting = replace(PAGE, held_since=NOW - SECOND)

    assert not rings(waiting, ReadSoFar(head=False, read_to=NOW - 2 * SECOND))
    assert rings(waiting, ReadSoFar(head=False, read_to=NOW - SECOND))
    assert rings(replace(PAGE, held_since=NOW - LONGEST_HOLD))


@pytest.mark.parametrize(
    ("read_to", "started_at", "sight"),
    [
        (NOW - YOUNG, NOW - 9 * LONGEST_HOLD, "clear"),
        (NOW - YOUNG - SECOND, NOW - 9 * LONGEST_HOLD, "wait"),
        (NOW - LONGEST_HOLD, NOW - 9 * LONGEST_HOLD, "outdated"),
        (NOW - SECOND, NOW, "wait"),
        (NOW, NOW, "clear"),
        (None, NOW - SECOND, "wait"),
        (None, NOW - LONGEST_HOLD, "outdated"),
        (NOW - 9 * LONGEST_HOLD, NOW - SECOND, "wait"),
    ],
)
def test_the_log_is_known_by_its_age(
    read_to: datetime | None, started_at: datetime, sight: Sight
) -> None:
    assert judge_log_age(read_to, started_at, NOW) == sight


def test_pauses_double_to_a_minute_and_end_after_the_last_try() -> None:
    pauses = [pause_before_retry(tries) for tries in range(1, MOST_TRIES + 1)]

    assert [p.total_seconds() if p else None for p in pauses] == [
        1, 2, 4, 8, 16, 32, 60, 60, 60, None,
    ]  # fmt: skip


def test_a_try_is_used_up_unless_the_provider_said_how_long_to_wait() -> None:
    minute = timedelta(minutes=1)

    assert next_try(1, minute) == Retry(pause=SECOND)
    assert next_try(MOST_TRIES, minute) is None
    assert next_try(MOST_TRIES, minute, minute) == Retry(pause=minute, counts=False)
    assert next_try(1, minute, timedelta(0)) == Retry(pause=SECOND, counts=False)


def test_no_provider_makes_a_message_wait_for_longer_than_half_an_hour() -> None:
    almost = LONGEST_PATIENCE - SECOND

    assert next_try(1, almost, SECOND) is not None
    assert next_try(1, almost, 2 * SECOND) is None
