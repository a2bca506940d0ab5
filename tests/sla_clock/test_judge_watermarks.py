"""The clock sees by the age of its watermarks.

A lucky look relieves nothing, and nothing is taken for blindness that is none.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from sla_clock.domain.judge_watermarks import Sight, SightRules, State, judge_watermarks

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
RULES = SightRules(blind_after_s=5, sees_again_after_s=10)


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def looks(
    ages: Sequence[float | None], sight: Sight | None = None, *, start: float = 0
) -> tuple[list[State], Sight]:
    """One look a second at one shard whose watermark is so old; None: no shard is followed."""
    sight, states = sight or Sight(), []
    for second, age in enumerate(ages):
        now = at(start + second)
        sight = judge_watermarks(
            sight, None if age is None else {0: now - timedelta(seconds=age)}, now, RULES
        )
        states.append(sight.state)
    return states, sight


def test_young_watermarks_are_seen_at_once_after_a_start() -> None:
    assert looks([None, None, 0.1])[0] == ["not-yet", "not-yet", "sees"]


def test_a_clock_that_sees_nothing_for_long_after_its_start_is_blind() -> None:
    assert looks([None] * 8)[0] == ["not-yet"] * 6 + ["blind"] * 2


def test_an_old_watermark_blinds_though_new_ones_keep_coming() -> None:
    states, sight = looks([0.1, 3, 5, 5.1, 48, 2_275])
    assert states == ["sees"] * 3 + ["blind"] * 3
    assert sight.blind_since == at(3)


def test_one_lucky_look_relieves_nothing() -> None:
    _, blind = looks([0.1, 60])
    states, _ = looks([1, 60, 1, 60, *[1] * 9], blind, start=2)
    assert set(states) == {"blind"}


def test_it_sees_again_when_all_was_young_for_a_while_without_a_break() -> None:
    _, blind = looks([0.1, 60])
    states, sight = looks([1] * 12, blind, start=2)
    assert states == ["blind"] * 10 + ["sees"] * 2
    assert sight.blind_since is None


def test_what_nobody_looked_at_is_no_part_of_the_while() -> None:
    _, blind = looks([0.1, 60, 1])
    states, _ = looks([1, 1], blind, start=300)
    assert states == ["blind", "blind"]


def test_a_database_whose_clock_is_set_back_holds_all_until_the_time_has_caught_up() -> None:
    """`recorded_at` does not fall: for 90 seconds no watermark comes, and that is shown."""
    _, sees = looks([0.1, 0.1])
    last, sight, states = at(1.9), sees, list[State]()
    for second in range(2, 104):
        sight = judge_watermarks(sight, {0: max(last, at(second - 90))}, at(second - 90), RULES)
        states.append(sight.state)
    # Within five seconds of it from second 87 on, and for ten seconds after that.
    assert states == ["blind"] * 95 + ["sees"] * 7


def test_a_database_whose_clock_is_set_forward_is_blind_for_a_while_and_no_longer() -> None:
    _, sees = looks([0.1, 0.1])
    states, _ = looks([90, *[0.1] * 12], sees, start=92)
    assert states == ["blind"] * 11 + ["sees"] * 2


def test_the_oldest_of_all_shards_decides() -> None:
    sight = judge_watermarks(Sight(), {0: at(0), 1: at(-6)}, at(0), RULES)
    assert sight.state == "not-yet"


def test_shards_without_events_hold_nothing_back() -> None:
    assert judge_watermarks(Sight(), {}, at(0), RULES).state == "sees"


def test_a_shard_whose_first_watermark_has_not_come_is_not_seen() -> None:
    assert judge_watermarks(Sight(), {0: at(0), 1: None}, at(0), RULES).state == "not-yet"


def test_history_that_runs_much_faster_than_time_is_no_blindness() -> None:
    years_ago = [3e8 - second * 1e5 for second in range(20)]
    states, _ = looks(years_ago)
    assert states[-1] == "sees"


@pytest.mark.parametrize(("seconds", "state"), [(10, "blind"), (10.5, "sees")])
def test_history_runs_more_than_ten_times_as_fast_as_time(seconds: float, state: State) -> None:
    sight = Sight(state="sees", since=at(0), looked_at=at(0), watermarks={0: at(-1e6)})
    ahead = {0: at(-1e6 + seconds)}
    assert judge_watermarks(sight, ahead, at(1), RULES).state == state


@pytest.mark.parametrize(("gap", "fine_since"), [(5, 0), (5.5, 5.5)])
def test_after_more_than_five_seconds_without_a_look_all_begins_anew(
    gap: float, fine_since: float
) -> None:
    sight = Sight(state="sees", since=at(0), fine_since=at(0), looked_at=at(0))
    after = judge_watermarks(sight, {0: at(gap)}, at(gap), RULES)
    assert after.fine_since == at(fine_since)


def test_a_shard_that_is_looked_at_for_the_first_time_is_no_history_that_runs() -> None:
    sight = Sight(state="sees", since=at(0), looked_at=at(0))
    assert judge_watermarks(sight, {0: at(-60)}, at(1), RULES).state == "blind"
