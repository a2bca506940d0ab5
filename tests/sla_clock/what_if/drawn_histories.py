"""Draws as many cases as are wanted, each with what happened to it, from a seed alone.

What happens is what intake allows, more or less: the clock's functions take no notice of a wait
that is asked for twice, and so should the columns. Many instants are aimed at where time turns: at
the due time, at a border of working time, at the instant before or after.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from careplans.zone_offsets import microseconds
from events.catalogue.terms import CalendarRef, Promise
from sla_clock.what_if.fact import FactKind
from sla_clock.what_if.histories import (
    KINDS,
    NO_CALENDAR,
    NO_PRIORITY,
    Histories,
    Instants,
)
from sla_clock.what_if.promised_columns import SLOTS, PromisedColumns

SECOND, HOUR, DAY = 1_000_000, 3_600_000_000, 86_400_000_000
_LENGTHS = np.array([0, 1, 999, SECOND, 60 * SECOND, HOUR, 8 * HOUR, DAY, 3 * DAY], np.int64)
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """What happens how often, in each step of a case's life until nothing more happens to it.

    `goes_on`: the share of cases with one more fact. The weights of kinds hold while the case is
    as they say. `aimed`: the share of instants that are aimed; `backdated`: of facts recorded later
    than they happened.
    """

    most: int
    goes_on: float
    usual: Mapping[FactKind, float]
    waiting: Mapping[FactKind, float]
    unreachable: Mapping[FactKind, float]
    excluded: Mapping[FactKind, float]
    priorities: tuple[float, float, float, float]
    aimed: float
    backdated: float


LIVELY = Mix(
    most=14,
    goes_on=0.85,
    usual={
        "responded": 1,
        "workaround-provided": 0.3,
        "resolved": 0.3,
        "information-requested": 3,
        "information-provided": 0.3,
        "contact-unreachable": 2,
        "contact-reachable": 0.3,
        "priority-changed": 4,
        "excluded": 0.8,
        "included": 0.1,
        "closed": 0.3,
        "claim-accepted": 0.5,
        "followed-calendar": 2,
    },
    waiting={
        "followed-calendar": 1,
        "information-provided": 5,
        "information-requested": 0.5,
        "responded": 0.5,
        "priority-changed": 2,
        "contact-unreachable": 2,
        "contact-reachable": 1,
        "excluded": 0.5,
        "closed": 0.1,
    },
    unreachable={
        "contact-reachable": 5,
        "information-requested": 2,
        "priority-changed": 1,
        "responded": 0.5,
        "excluded": 0.5,
        "followed-calendar": 0.5,
    },
    excluded={
        "followed-calendar": 0.3,
        "included": 4,
        "closed": 0.5,
        "responded": 0.5,
        "claim-accepted": 0.2,
    },
    priorities=(0.4, 0.2, 0.2, 0.2),
    aimed=0.4,
    backdated=0.3,
)
"""Cases as odd as they come."""
FOLLOWING = replace(
    LIVELY,
    usual={**LIVELY.usual, "followed-calendar": 9},
    waiting={**LIVELY.waiting, "followed-calendar": 5},
    unreachable={**LIVELY.unreachable, "followed-calendar": 3},
    excluded={**LIVELY.excluded, "followed-calendar": 1},
    priorities=(0.1, 0.3, 0.3, 0.3),
)
"""The same, where later versions of calendars are published every other day."""
USUAL = Mix(
    most=10,
    goes_on=0.85,
    usual={
        "responded": 6,
        "workaround-provided": 0.4,
        "resolved": 0.4,
        "information-requested": 2,
        "contact-unreachable": 0.5,
        "priority-changed": 0.6,
        "excluded": 0.15,
        "closed": 0.2,
        "claim-accepted": 0.02,
        "followed-calendar": 0.5,
    },
    waiting={"information-provided": 6, "responded": 0.5, "priority-changed": 0.3, "closed": 0.1},
    unreachable={"contact-reachable": 6, "responded": 0.5, "priority-changed": 0.3},
    excluded={"included": 1, "closed": 4},
    priorities=(0.1, 0.25, 0.4, 0.25),
    aimed=0.01,
    backdated=0.05,
)
"""Cases as a vendor has them: some wait, few are excused, raised, lowered or dropped."""


def draw_histories(  # which cases, and what happens to them
    seed: int,
    cases: int,
    promises: Sequence[Promise],
    years: tuple[int, int],
    mix: Mix = LIVELY,
    later: Sequence[CalendarRef] = (),
) -> Histories:
    """Return so many cases, opened from the first year up to the last, exclusive.

    `later`: versions of calendars that some come to follow, where their promise does; none: no
    switch is drawn.
    """
    return _Draw(seed, cases, promises, years, mix, later).drawn()


class _Draw:
    def __init__(
        self,
        seed: int,
        cases: int,
        promises: Sequence[Promise],
        years: tuple[int, int],
        mix: Mix,
        later: Sequence[CalendarRef],
    ) -> None:
        self.later = later
        self.draw, self.mix, self.promises = np.random.default_rng(seed), mix, promises
        self.counting = PromisedColumns(promises)
        first, after = (microseconds(datetime(year, 1, 1, tzinfo=UTC)) for year in years)
        # In the order in which a log has them.
        self.opened = np.sort(self.draw.integers(first, after, cases))
        self.opened[::3] -= self.opened[::3] % (60 * SECOND)
        self.priority = self.draw.choice(4, cases, p=mix.priorities)
        self.promise = self.draw.integers(0, len(promises), cases)
        self.due = self.counting.due_at(self.promise * SLOTS + self.priority, self.opened, None)
        self.now, self.current = self.opened.copy(), self.priority.copy()
        self.waiting, self.gone, self.out = (np.zeros(cases, np.bool_) for _ in range(3))

    def drawn(self) -> Histories:
        """Let one fact after the other happen, each to fewer cases."""
        rows = np.arange(len(self.opened))
        columns = list[tuple[Instants, ...]]()
        for _ in range(self.mix.most):
            rows = rows[self.draw.random(len(rows)) < self.mix.goes_on]
            columns.append(self._step(rows))
        case, kind, recorded, at, new, later = (
            np.concatenate(one) for one in zip(*columns, strict=True)
        )
        order = np.argsort(case, kind="stable")
        counts = np.bincount(case, minlength=len(self.opened))
        return Histories(
            case_ids=[f"case-{number}" for number in range(len(self.opened))],
            opened_at=self.opened,
            priority=self.priority.astype(np.int8),
            promise=self.promise.astype(np.int32),
            promised=self.promises,
            first_fact=np.concatenate(([0], np.cumsum(counts))),
            kind=kind[order].astype(np.int8),
            recorded_at=recorded[order],
            at=at[order],
            new_priority=new[order].astype(np.int8),
            new_calendar=later[order].astype(np.int32),
            calendars=self.later,
        )

    def _step(self, rows: Instants) -> tuple[Instants, ...]:
        kind = self._kinds(rows)
        after = self._next_instant(rows)
        follows = _is(kind, "followed-calendar")
        # A switch stands behind what was applied by then: what comes next may be older than it.
        self.now[rows] = recorded = np.where(follows, self.now[rows], after)
        late = (self.draw.random(len(rows)) < self.mix.backdated) & ~_is(kind, "claim-accepted")
        at = np.where(late, recorded - self._some_time(len(rows)), recorded)
        claimed = self.due[rows] - self.draw.integers(-1, 2, len(rows)) * self._some_time(len(rows))
        at = np.where(_is(kind, "claim-accepted"), claimed, at)
        at = np.where(follows, after, at)
        new = np.where(_is(kind, "priority-changed"), self._other(rows), NO_PRIORITY)
        self._happened(rows, kind, new)
        later = self.draw.integers(0, max(len(self.later), 1), len(rows))
        return rows, kind, recorded, at, new, np.where(follows, later, NO_CALENDAR)

    def _kinds(self, rows: Instants) -> Instants:
        kind = self._of(self.mix.usual, len(rows))
        for flags, weights in (
            (self.waiting, self.mix.waiting),
            (self.gone, self.mix.unreachable),
            (self.out, self.mix.excluded),
        ):
            kind = np.where(flags[rows], self._of(weights, len(rows)), kind)
        return kind

    def _of(self, weights: Mapping[FactKind, float], number: int) -> Instants:
        left_out: FactKind | None = None if self.later else "followed-calendar"
        shares = np.array(
            [0 if kind == left_out else weights.get(kind, 0) for kind in KINDS], np.float64
        )
        return self.draw.choice(len(KINDS), number, p=shares / shares.sum())

    def _next_instant(self, rows: Instants) -> Instants:
        after = self.now[rows] + self._some_time(len(rows))
        beside = self.draw.integers(-1, 2, len(rows))
        aim = self.draw.random(len(rows)) / max(self.mix.aimed, 1e-9)
        # A day's first minute is a border of working time in some zone or other.
        border = after - after % (HOUR // 4) + HOUR // 4 + beside
        aimed = np.where(aim < 0.5, self.due[rows] + beside, border)
        return np.maximum(np.where(aim < 1, aimed, after), self.now[rows])

    def _some_time(self, number: int) -> Instants:
        return self.draw.integers(0, self.draw.choice(_LENGTHS, number) + 1)

    def _other(self, rows: Instants) -> Instants:
        self.current[rows] = (self.current[rows] + self.draw.integers(0, 4, len(rows))) % 4
        return self.current[rows]

    def _happened(self, rows: Instants, kind: Instants, new: Instants) -> None:
        turned: list[tuple[Flags, FactKind, FactKind]] = [
            (self.waiting, "information-requested", "information-provided"),
            (self.gone, "contact-unreachable", "contact-reachable"),
            (self.out, "excluded", "included"),
        ]
        for flags, on, off in turned:
            flags[rows] = (flags[rows] | _is(kind, on)) & ~_is(kind, off)
        changed = new != NO_PRIORITY
        moved = rows[changed]
        targets = self.promise[moved] * SLOTS + new[changed]
        self.due[moved] = self.counting.due_at(targets, self.now[moved], None)


def _is(kind: Instants, name: FactKind) -> Flags:
    return np.equal(kind, KINDS.index(name))
