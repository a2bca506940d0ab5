"""The function that gives a store's time costs nothing where it is the database's clock."""

import asyncpg


async def test_the_function_is_part_of_the_statement_that_asks_it(intake_dsn: str) -> None:
    """Postgres puts the function's own expression in its place when it plans."""
    connection = await asyncpg.connect(intake_dsn)
    plan = await connection.fetch("explain verbose select intake.store_now(null), * from pg_am")
    await connection.close()
    assert "clock_timestamp()" in str(plan)
    assert "store_now" not in str(plan)
