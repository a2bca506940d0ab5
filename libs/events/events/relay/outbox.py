"""What is still to be sent: the event table from the cursors on, in order and proved to have no
gap."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from events.errors import SequenceGap
from events.store.connection import Pool, in_schema
from events.store.event_table import COLUMNS, stored_events
from events.stored_event import StoredEvent

_UNSENT = f"""
select unsent.* from unnest($1::integer[], $2::bigint[]) with ordinality
    as wanted (wanted_shard, next_seq, place)
cross join lateral (
    select {COLUMNS} from {{schema}}.es_event
    where es_event.shard = wanted.wanted_shard and es_event.seq >= wanted.next_seq
        order by es_event.seq limit $3
) as unsent
order by wanted.place, unsent.seq
"""  # noqa: S608  the columns are a constant


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbox:
    """Which store's events go to which topic.

    A topic has a partition for each shard of the store.
    """

    schema: str
    source: str
    topic: str
    shards: int

    async def unsent(
        self, pool: Pool, cursors: Sequence[tuple[int, int]], limit: int
    ) -> list[list[StoredEvent]]:
        """Return the next events of each (shard, next seq) that has any, at most `limit` a shard.

        Raises SequenceGap.
        """
        shards, next_seqs = [shard for shard, _ in cursors], [next_seq for _, next_seq in cursors]
        rows = await pool.fetch(in_schema(_UNSENT, self.schema), shards, next_seqs, limit)
        runs = [list(run) for _, run in groupby(stored_events(rows), key=lambda event: event.shard)]
        wanted = dict(cursors)
        # Never send past a gap: a consumer would stop there, and nobody could mend the topic.
        for run in runs:
            self._prove_contiguous(run, wanted[run[0].shard])
        return runs

    def _prove_contiguous(self, run: Sequence[StoredEvent], first: int) -> None:
        for expected, event in enumerate(run, start=first):
            if event.seq != expected:
                raise SequenceGap(self.topic, event.shard, expected, event.seq)
