"""Which P1s have been without an engineer for too long (CP-26); before, the clock told of none."""

from events.migrations import execute_file

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the table, empty."""
    execute_file(__file__)
