"""What the truth is compared with is right by itself: a plain case by addition, and a difference
of any kind is seen."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from events.event import Recorded
from tests.faults.busy_cases import PLAIN, TARGETS_S, fast
from tests.faults.truth import (
    BREACHED,
    MET,
    differences,
    expected,
    first_verdicts,
    plainly_expected,
)
from tests.sla_clock.made_up_cases import HAPPENINGS, START
from tests.sla_clock.promises import WARNED, opened, record

DUE = START + timedelta(seconds=TARGETS_S["P2"])


def log() -> Sequence[Recorded]:
    """Three plain cases: answered at the due time, a moment later, never."""
    answers = {"a": DUE, "b": DUE + timedelta(microseconds=1)}
    happened = [
        *((case, START, fast(opened(PLAIN + case, START, "P2", terms=WARNED))) for case in "abc"),
        *(
            (case, at, HAPPENINGS["respond"](PLAIN + case, at, "P2"))
            for case, at in answers.items()
        ),
    ]
    return [
        record(event, PLAIN + case, seq, at) for seq, (case, at, event) in enumerate(happened, 1)
    ]


def test_the_clocks_functions_and_plain_addition_say_the_same() -> None:
    verdicts = {PLAIN + "a": (MET, DUE), PLAIN + "b": (BREACHED, DUE), PLAIN + "c": (BREACHED, DUE)}

    assert plainly_expected(log()) == verdicts
    assert first_verdicts(expected(log())) == verdicts


def test_one_lost_one_false_and_one_said_twice_are_seen() -> None:
    should = expected(log())
    breach = next(one for one in should if one.kind == BREACHED)
    met = next(one for one in should if one.kind == MET)

    assert "lost 0" in differences(should, should)
    assert "lost 1" in differences(should, should - Counter([breach]))
    assert "twice 1" in differences(should, should + Counter([breach]))
    assert "twice 1" in differences(should - Counter([met]), should)
