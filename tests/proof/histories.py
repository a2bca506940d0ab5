"""What happens to a case, as plain facts that both the slow count and the clock are told."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

What = Literal[
    "answered",
    "priority",
    "asked",
    "told",
    "unreachable",
    "reachable",
    "excluded",
    "included",
    "closed",
    "workaround",
    "resolved",
    "reopened",
    "assigned",
    "handed-over",
    "released",
    "commented",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """Something happened `at`, and was recorded at `recorded` (microseconds since 1970).

    `priority`: the new one. `claimed`: an answer is said to have been given then, before `at`.
    """

    what: What
    at: int
    recorded: int
    priority: str | None = None
    claimed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """At that instant an operator lets open deadlines follow that version of their calendar."""

    at: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """A case from its opening on; time is known to have passed up to `end`, and not with it.

    `follows`: its terms let its deadlines follow later versions of the calendar (CP-25).
    """

    opened: int
    priority: str
    plan: str
    terms: str
    calendar: tuple[str, int]
    imported: bool
    happenings: tuple[Happening, ...]
    end: int
    follows: bool = False
    switches: tuple[Switch, ...] = ()

    def in_turn(self) -> Iterator[Happening | Switch]:
        """What happens and what is switched; what is recorded at that very instant comes first."""
        left = list(self.switches)
        for one in self.happenings:
            while left and left[0].at < one.recorded:
                yield left.pop(0)
            yield one
        yield from (one for one in left if one.at < self.end)


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is said of a deadline, in whole microseconds and seconds.

    `numbers`: due, counted, paused, excused and the like, by name.
    """

    goal: str
    kind: str
    at: int
    numbers: tuple[tuple[str, int | float | str | None], ...] = ()
