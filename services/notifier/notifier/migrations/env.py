"""Where alembic enters."""

from events.migrations import run_in_alembic

run_in_alembic()
