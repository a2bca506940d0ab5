"""Holds the histories of many cases as columns, so that they can be judged all at once.

Instants are whole microseconds since 1970 in UTC.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Final, TypeAlias, get_args

import msgspec
import numpy as np
from numpy.typing import NDArray

from careplans.zone_offsets import instant_of, microseconds
from events.catalogue.terms import CalendarRef, Priority, Promise
from sla_clock.what_if.fact import Fact, FactKind, Opening, in_order

Instants: TypeAlias = NDArray[np.int64]
Rows: TypeAlias = NDArray[np.intp]
Codes: TypeAlias = NDArray[np.int8]

KINDS: Final[tuple[FactKind, ...]] = get_args(FactKind)
"""A fact's kind is held as its index in here."""
PRIORITIES: Final[tuple[Priority, ...]] = get_args(Priority)
"""A priority is held as its index in here; a lower number is a higher priority."""
NO_PRIORITY: Final = -1
NO_CALENDAR: Final = -1
_INDEX_OF_KIND = {kind: index for index, kind in enumerate(KINDS)}
_INDEX_OF_PRIORITY: dict[str | None, int] = {one: index for index, one in enumerate(PRIORITIES)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Histories:
    """Cases, each with its facts in order: those of case i are `first_fact[i]` to
    `first_fact[i + 1]`, exclusive.

    `promise[i]` is the index of its promise among `promised`. `new_priority` is NO_PRIORITY where a
    fact names none; `new_calendar`, an index among `calendars`, is NO_CALENDAR where it is no
    switch. The fields may be made of a database's columns without a `Fact` each.
    """

    case_ids: Sequence[str]
    opened_at: Instants
    priority: Codes
    promise: NDArray[np.int32]
    promised: Sequence[Promise]
    first_fact: NDArray[np.int64]
    kind: Codes
    recorded_at: Instants
    at: Instants
    new_priority: Codes
    new_calendar: NDArray[np.int32]
    calendars: Sequence[CalendarRef]

    def __len__(self) -> int:
        return len(self.case_ids)

    def opening(self, case: int) -> Opening:
        """Return how that case was opened."""
        return Opening(
            case_id=self.case_ids[case],
            opened_at=instant_of(int(self.opened_at[case])),
            priority=PRIORITIES[self.priority[case]],
            promise=self.promised[self.promise[case]],
        )

    def facts(self, case: int) -> list[Fact]:
        """Return the facts of that case; the codes of exclusions are not held."""
        indices = range(self.first_fact[case], self.first_fact[case + 1])
        return [
            Fact(
                case_id=self.case_ids[case],
                seq=seq,
                recorded_at=instant_of(int(self.recorded_at[index])),
                kind=KINDS[self.kind[index]],
                at=instant_of(int(self.at[index])),
                value=_priority(int(self.new_priority[index])),
                calendar=self._calendar(int(self.new_calendar[index])),
            )
            for seq, index in enumerate(indices)
        ]

    def _calendar(self, index: int) -> CalendarRef | None:
        return None if index == NO_CALENDAR else self.calendars[index]

    def of(self, cases: Rows) -> "Histories":
        """Return these cases, in that order."""
        counts = np.diff(self.first_fact)[cases]
        first = np.concatenate(([0], np.cumsum(counts)))
        facts = np.repeat(self.first_fact[cases] - first[:-1], counts) + np.arange(first[-1])
        return Histories(
            case_ids=[self.case_ids[case] for case in cases],
            opened_at=self.opened_at[cases],
            priority=self.priority[cases],
            promise=self.promise[cases],
            promised=self.promised,
            first_fact=first,
            kind=self.kind[facts],
            recorded_at=self.recorded_at[facts],
            at=self.at[facts],
            new_priority=self.new_priority[facts],
            new_calendar=self.new_calendar[facts],
            calendars=self.calendars,
        )


def histories_of(openings: Iterable[Opening], facts: Iterable[Fact]) -> Histories:
    """Return the columns of these cases; facts of any other case are left out."""
    cases = [*openings]
    index_of = {one.case_id: index for index, one in enumerate(cases)}
    known = [one for one in facts if one.case_id in index_of]
    known.sort(key=lambda one: (index_of[one.case_id], in_order(one)))
    counts = np.zeros(len(cases) + 1, np.int64)
    for case_id, of_case in groupby(known, key=attrgetter("case_id")):
        counts[index_of[case_id] + 1] = sum(1 for _ in of_case)
    promise, promised = _distinct([one.promise for one in cases])
    calendars = tuple({one.calendar: None for one in known if one.calendar})
    index_of_calendar: dict[CalendarRef | None, int]
    index_of_calendar = {one: index for index, one in enumerate(calendars)}
    return Histories(
        case_ids=[one.case_id for one in cases],
        opened_at=_instants([one.opened_at for one in cases]),
        priority=np.array([_INDEX_OF_PRIORITY[one.priority] for one in cases], np.int8),
        promise=promise,
        promised=promised,
        first_fact=np.cumsum(counts),
        kind=np.array([_INDEX_OF_KIND[one.kind] for one in known], np.int8),
        recorded_at=_instants([one.recorded_at for one in known]),
        at=_instants([one.at for one in known]),
        new_priority=np.array([_new_priority(one) for one in known], np.int8),
        new_calendar=np.array(
            [index_of_calendar.get(one.calendar, NO_CALENDAR) for one in known], np.int32
        ),
        calendars=calendars,
    )


def join_histories(parts: Sequence[Histories]) -> Histories:
    """Return the cases of all parts, which may be read one after the other, in their order."""
    promised = [promise for part in parts for promise in part.promised]
    index, distinct = _distinct(promised)
    shifts = np.cumsum([0, *[len(part.promised) for part in parts]])
    promise = [index[part.promise + shift] for part, shift in zip(parts, shifts, strict=False)]
    counts = np.concatenate([[0], *[np.diff(part.first_fact) for part in parts]])
    calendars = tuple({one: None for part in parts for one in part.calendars})
    return Histories(
        case_ids=[case_id for part in parts for case_id in part.case_ids],
        opened_at=np.concatenate([part.opened_at for part in parts]),
        priority=np.concatenate([part.priority for part in parts]),
        promise=np.concatenate(promise),
        promised=distinct,
        first_fact=np.cumsum(counts),
        kind=np.concatenate([part.kind for part in parts]),
        recorded_at=np.concatenate([part.recorded_at for part in parts]),
        at=np.concatenate([part.at for part in parts]),
        new_priority=np.concatenate([part.new_priority for part in parts]),
        new_calendar=np.concatenate([_renumbered(part, calendars) for part in parts]),
        calendars=calendars,
    )


def _renumbered(part: Histories, calendars: Sequence[CalendarRef]) -> NDArray[np.int32]:
    """Return the part's `new_calendar`, as indices among these calendars."""
    numbers = [calendars.index(one) for one in part.calendars]
    # NO_CALENDAR is the last index.
    renumbered: NDArray[np.int32] = np.array([*numbers, NO_CALENDAR], np.int32)[part.new_calendar]
    return renumbered


def _instants(instants: Iterable[datetime]) -> Instants:
    return np.array([microseconds(one) for one in instants], np.int64)


def _new_priority(fact: Fact) -> int:
    if fact.kind != "priority-changed":
        return NO_PRIORITY
    return _INDEX_OF_PRIORITY[fact.value]


def _priority(index: int) -> Priority | None:
    return None if index == NO_PRIORITY else PRIORITIES[index]


def _distinct(promised: Sequence[Promise]) -> tuple[NDArray[np.int32], Sequence[Promise]]:
    """Return the index of each among the distinct ones, and those."""
    by_content: dict[bytes, int] = {}
    # Thousands of cases share one object: its content is looked at once.
    by_object: dict[int, int] = {}
    kept: list[Promise] = []
    for promise in promised:
        if id(promise) not in by_object:
            content = msgspec.json.encode(promise, order="sorted")
            if content not in by_content:
                by_content[content] = len(kept)
                kept.append(promise)
            by_object[id(promise)] = by_content[content]
    return np.array([by_object[id(one)] for one in promised], np.int32), tuple(kept)
