"""Folds events into rows that keep their history, in one pure way for every kind of row."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from events.event import Recorded

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Projection(Generic[Row]):
    """Which row an event is about (None: none of this kind), and what the event makes of it.

    `evolve(None, event)` is None where the event does not begin a row. Both read nothing but their
    arguments, so that no order between topics or partitions can show in the rows.
    """

    key_of: Callable[[Recorded], str | None]
    evolve: Callable[[Row | None, Recorded], Row | None]


@dataclass(frozen=True, slots=True)
class Version(Generic[Row]):
    """A row as it stood from one event until another, in sequence numbers and in recorded time (end
    exclusive; None: it still stands).

    Versions whose time is empty (two events recorded at the same instant) are seen by no instant,
    only by positions.
    """

    key: str
    row: Row
    shard: int
    seq: int
    valid_from: datetime
    until_seq: int | None = None
    valid_to: datetime | None = None


def project(
    projection: Projection[Row], current: Mapping[str, Version[Row]], events: Iterable[Recorded]
) -> list[Version[Row]]:
    """Return the versions that `events`, in order, make or end.

    `current` holds the current version of each row that they are about. An event that was applied
    before (its seq is not above its row's) changes nothing, nor does one that leaves its row as it
    was.
    """
    last = dict(current)
    # By key and seq, since a version made and ended in one batch is written once: Postgres refuses
    # an upsert that touches a row twice.
    changed: dict[tuple[str, int], Version[Row]] = {}
    for recorded in events:
        key = projection.key_of(recorded)
        if key is None:
            continue
        for version in _step(projection, key, last.get(key), recorded):
            changed[(key, version.seq)] = last[key] = version
    return list(changed.values())


def keys_of(projection: Projection[Row], events: Iterable[Recorded]) -> list[str]:
    """Return the keys of the rows that `events` are about, each once, sorted."""
    return sorted({key for event in events if (key := projection.key_of(event)) is not None})


def _step(
    projection: Projection[Row], key: str, before: Version[Row] | None, recorded: Recorded
) -> Sequence[Version[Row]]:
    if before is not None and recorded.seq <= before.seq:
        return ()
    row = projection.evolve(before.row if before else None, recorded)
    if row is None or (before is not None and row == before.row):
        return ()
    version = Version(key, row, recorded.shard, recorded.seq, recorded.recorded_at)
    return (version,) if before is None else (_ended(before, version), version)


def _ended(before: Version[Row], by: Version[Row]) -> Version[Row]:
    return Version(
        before.key, before.row, before.shard, before.seq, before.valid_from, by.seq, by.valid_from
    )
