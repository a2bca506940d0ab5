"""Which cases were moved ahead within their priority (CP-31); before, none could be."""

from events.migrations import execute_file

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the table, empty."""
    execute_file(__file__)
