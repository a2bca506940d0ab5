"""A read model as services have them: a table that a reaction keeps by one set-based statement a
batch."""

from collections.abc import Sequence

from events.consumer.reaction import Batch
from events.event import Recorded
from events.store.connection import Connection
from tests.bench.workbench import SCHEMA

CREATE = (
    f"create table {SCHEMA}.last_comment (case_id text primary key, seq bigint not null, "
    f"said text not null)"
)
UPSERT = f"""
insert into {SCHEMA}.last_comment (case_id, seq, said) select *
    from unnest($1::text[], $2::bigint[], $3::text[])
on conflict (case_id) do update set seq = excluded.seq, said = excluded.said
"""


class LastComments:
    """Keeps the newest comment of each case; remembers the events of the transaction that is not
    committed yet."""

    def __init__(self) -> None:
        self.applied: list[Recorded] = []

    async def apply(self, batch: Batch[Connection]) -> None:
        """Upsert the newest comment of each case in one statement."""
        newest = {event.key: event for event in batch.events}
        rows = [(event.key, event.seq, text_of(event)) for event in newest.values()]
        await batch.tx.execute(UPSERT, *zip(*rows, strict=True))
        self.applied += batch.events

    def taken(self) -> Sequence[Recorded]:
        """Return the events applied since this was last asked."""
        events, self.applied = self.applied, []
        return events


def text_of(event: Recorded) -> str:
    """Return the text of a comment."""
    return str(getattr(event.data, "personal").text)  # noqa: B009  only comments come here
