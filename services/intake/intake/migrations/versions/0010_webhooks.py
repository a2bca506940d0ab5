"""Webhooks, what was sent to them, how far in the log that is queued, and their secrets. The queue
begins where the log ends: there was no webhook before."""

from events.migrations import execute_file

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Make the tables, empty."""
    execute_file(__file__)
