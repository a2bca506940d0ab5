"""Which cases nobody has since somebody let go of them, or they were reopened (CP-26)."""

from events.migrations import execute_file

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Add the column, and the index that asks for it; before, nobody could let go of a case."""
    execute_file(__file__)
