"""One partition of the in-memory broker."""

from collections.abc import Sequence
from itertools import count

from events.broker.broker import IncomingRecord, OutgoingRecord


class MemoryLog:
    """Records of one partition, with offsets from `begin` to `end`."""

    def __init__(self, topic: str, partition: int) -> None:
        self.topic, self.partition = topic, partition
        self.begin = 0
        self._records: list[IncomingRecord] = []

    @property
    def end(self) -> int:
        """Return the offset after the last record."""
        return self.begin + len(self._records)

    def add(self, record: OutgoingRecord) -> None:
        """Put a record behind the last."""
        self._records.append(
            IncomingRecord(
                topic=self.topic,
                partition=self.partition,
                offset=self.end,
                key=record.key,
                value=record.value,
                headers=tuple(record.headers),
            )
        )

    def has(self, offset: int) -> bool:
        """Return whether a reader may read from this offset; the end is included."""
        return self.begin <= offset <= self.end

    def read(self, offset: int, limit: int) -> Sequence[IncomingRecord]:
        """Return at most `limit` records from `offset` on."""
        start = offset - self.begin
        return self._records[start : start + limit]

    def last(self) -> IncomingRecord | None:
        """Return the newest record, if there is one."""
        return self._records[-1] if self._records else None

    def forget(self) -> None:
        """Lose everything; offsets begin at 0 again."""
        self.begin, self._records = 0, []

    def truncate(self, before: int) -> None:
        """Lose what stands before this offset, as retention does."""
        keep = max(self.begin, min(before, self.end))
        self._records = self._records[keep - self.begin :]
        self.begin = keep


def spread(partitions: int, members: Sequence[str]) -> dict[str, frozenset[int]]:
    """Return which partitions each member gets.

    They are assigned in ranges, so that one member has partition n of every topic.
    """
    ordered = sorted(members)
    share, extra = divmod(partitions, len(ordered))
    starts = count()
    return {
        member: frozenset(next(starts) for _ in range(share + (1 if index < extra else 0)))
        for index, member in enumerate(ordered)
    }
