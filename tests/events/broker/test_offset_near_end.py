"""Where a reader of a partition's end begins."""

import pytest

from events.broker.broker import offset_near_end


@pytest.mark.parametrize(
    ("begin", "end", "back", "offset"),
    [
        (0, 0, 1, 0),
        (0, 10, 1, 9),
        (0, 10, 20, 0),
        (5, 10, 20, 5),
        (10, 10, 1, 10),
        (629, 175, 1, 174),
        (629, 3, 20, 0),
    ],
)
def test_a_beginning_beyond_the_end_counts_as_none(
    begin: int, end: int, back: int, offset: int
) -> None:
    assert offset_near_end(begin, end, back) == offset
