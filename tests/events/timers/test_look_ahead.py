"""The look-ahead against a plain dictionary: whatever is armed and dropped, it never says later
than the truth."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from events.timers.look_ahead import LookAhead
from tests.support.event_stores import NOON

KEYS = st.integers(0, 9).map(str)
STEPS = st.lists(st.tuples(KEYS, st.none() | st.integers(0, 50)), max_size=60)


@given(steps=STEPS, horizon=st.none() | st.integers(0, 50))
def test_never_says_later_than_the_truth(
    steps: list[tuple[str, int | None]], horizon: int | None
) -> None:
    ahead = LookAhead([], None if horizon is None else NOON + timedelta(minutes=horizon))
    truth: dict[str, int] = {}

    for key, minutes in steps:
        if minutes is None:
            ahead.disarm(key)
            truth.pop(key, None)
        else:
            ahead.arm(key, NOON + timedelta(minutes=minutes))
            truth[key] = minutes

        soonest = min(truth.values(), default=None)
        earliest = ahead.earliest()
        if soonest is not None:
            assert earliest is not None
            assert earliest <= NOON + timedelta(minutes=soonest)
        if not ahead.spent() and soonest is not None and (horizon is None or soonest <= horizon):
            assert earliest == NOON + timedelta(minutes=soonest)


def test_drops_the_far_ones_when_it_grows() -> None:
    ahead = LookAhead([], None)

    for number in range(5_000):
        ahead.arm(str(number), NOON + timedelta(minutes=5_000 - number))

    assert ahead.earliest() == NOON + timedelta(minutes=1)
    for number in range(5_000):
        ahead.disarm(str(number))
    assert ahead.spent()
