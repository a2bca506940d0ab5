"""What the board says of an open case's clock, and how many of each there are (CP-21)."""

from dataclasses import dataclass
from typing import Literal, get_args

from reporting.domain.case_row import CaseRow
from reporting.domain.deadline_row import DeadlineRow
from reporting.domain.within_reach import ReachOfCase

BoardClock = Literal[
    "breached", "due-not-judged", "unclocked", "running", "excused", "paused", "answered"
]
BOARD_CLOCKS: tuple[BoardClock, ...] = get_args(BoardClock)
"""In the order of the board.

`due-not-judged`: the due time passed and the clock has not said what became of it. `unclocked`: the
clock has not told of the case yet. `excused` and `paused`: the clock stands.
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An open case, its promise where the clock has told of one, and what to show of the clock."""

    case: CaseRow
    promise: DeadlineRow | None
    clock: BoardClock


@dataclass(frozen=True, slots=True, kw_only=True)
class BurningP1:
    """A P1 that nothing has helped yet: who is on it, and how its customer is reached (CP-26,
    CP-27).

    `called`: the ids of those whom its page calls now, while nobody has it.
    """

    waiting: Waiting
    subject: str
    customer: str
    called: str | None
    reach: ReachOfCase
