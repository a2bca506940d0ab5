"""What somebody does who has the database's password: past the trigger that guards the rows."""

from events.store.connection import Pool, in_schema
from tests.support.event_stores import SCHEMA


async def tamper(pool: Pool, *statements: str) -> None:
    """Run statements with the guard switched off; `{schema}` is the store's."""
    guarded = ("alter table {schema}.es_event disable trigger all", *statements)
    async with pool.acquire() as tx, tx.transaction():
        for statement in guarded:
            await tx.execute(in_schema(statement, SCHEMA))
