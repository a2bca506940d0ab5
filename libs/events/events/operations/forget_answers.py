"""`forget-answers`: drops the answers of old commands, which nobody repeats any more.

A command's row keeps its id and fingerprint for good, so that a repeat that comes very late is
refused (AnswerForgotten) and never carried out a second time. The answer is by far the larger part.
"""

from uuid import UUID

from events.store.connection import Pool, in_schema
from events.store.event_store import FORGOTTEN_ANSWER

_BATCH = 5_000
# One pass in the order of the primary key: each batch goes on behind the last id of the one before,
# so that rows which are already done are read once only. An answer of one byte or none is as small
# as what would take its place.
_FORGET = """
with batch as (
    select command_id, done_at from {schema}.es_command
    where $1::uuid is null or command_id > $1 order by command_id limit $2
), forgotten as (
    update {schema}.es_command as old set response = $3 from batch
    where old.command_id = batch.command_id and octet_length(old.response) > 1
        and batch.done_at < {schema}.store_now(null) - make_interval(days => $4)
    returning 1
)
select (select command_id from batch order by command_id desc limit 1) as last,
    (select count(*) from forgotten) as forgotten
"""


async def forget_answers(pool: Pool, schema: str, older_than_days: int) -> int:
    """Drop the answers of commands done more than so many days ago; return how many were dropped.

    The service may run meanwhile: each batch is a transaction of its own.
    """
    last: UUID | None = None
    forgotten = 0
    statement = in_schema(_FORGET, schema)
    while True:
        row = await pool.fetchrow(statement, last, _BATCH, FORGOTTEN_ANSWER, older_than_days)
        assert row is not None
        if row["last"] is None:
            return forgotten
        last = row["last"]
        forgotten += row["forgotten"]
