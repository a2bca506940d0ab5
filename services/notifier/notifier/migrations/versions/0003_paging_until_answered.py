"""What a page needs to ring again and to say all: rings, notes, its history, a case's subject and due, how far the log was read."""

from events.migrations import execute_file

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add columns with defaults, and tables that begin empty."""
    execute_file(__file__)
