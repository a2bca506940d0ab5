"""What a band says of itself is what is counted in it."""

import re
from collections.abc import Sequence
from itertools import pairwise

import pytest

from reporting.domain.bands import AGE_CUTS_DAYS, AGE_LABELS, DELAY_CUTS_S, DELAY_LABELS

HOUR_S, DAY_S = 3_600.0, 86_400.0
UNIT_S = {"h": HOUR_S, "days": DAY_S}


def ends_of(label: str) -> list[float]:
    """The ends that a label names, in seconds: `1 to 4 h`."""
    unit = UNIT_S[re.findall("h$|days", label)[0]]
    return [int(number) * unit for number in re.findall("[0-9]+", label)]


@pytest.mark.parametrize(
    ("labels", "cuts_s"),
    [(AGE_LABELS, [cut * DAY_S for cut in AGE_CUTS_DAYS]), (DELAY_LABELS, DELAY_CUTS_S)],
    ids=["ages", "delays"],
)
def test_bands_reach_from_cut_to_cut(labels: Sequence[str], cuts_s: Sequence[float]) -> None:
    first, *between, last = map(ends_of, labels)
    assert [first, *between, last] == [
        [cuts_s[0]],
        *map(list, pairwise(cuts_s)),
        [cuts_s[-1]],
    ]


def test_the_outer_bands_have_no_end() -> None:
    for labels in (AGE_LABELS, DELAY_LABELS):
        assert labels[0].startswith("under ")
        assert labels[-1].endswith(" and more")
