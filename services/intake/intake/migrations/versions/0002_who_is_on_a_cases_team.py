"""Which users are on which case's team (CP-8), with those who were added before this revision."""

from events.migrations import execute_file

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table, and fill it from the log."""
    execute_file(__file__)
