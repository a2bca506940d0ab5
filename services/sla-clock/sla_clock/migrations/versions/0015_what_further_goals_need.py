"""What decides which further goals of a case run; null for cases that are promised none."""

from events.migrations import execute_file

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Add the column, empty."""
    execute_file(__file__)
