"""Whom to reach at the customer of a P1 (CP-27); before, only its first page said it."""

from events.migrations import execute_file

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the column, empty."""
    execute_file(__file__)
