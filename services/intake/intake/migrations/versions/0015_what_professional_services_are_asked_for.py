"""Which services beyond the plans are asked for (CP-20); before, none could be."""

from events.migrations import execute_file

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Make the table, empty."""
    execute_file(__file__)
