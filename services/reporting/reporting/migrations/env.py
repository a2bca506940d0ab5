"""Where alembic starts: the connection and the schema come from `events.migrations`."""

from events.migrations import run_in_alembic

run_in_alembic()
