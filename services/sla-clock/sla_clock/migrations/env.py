"""Runs the revisions on the connection that `events.migrations.migrate` holds."""

from events.migrations import run_in_alembic

run_in_alembic()
