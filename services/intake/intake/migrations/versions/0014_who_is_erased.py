"""Who was erased and still has plain copies to be cleared; before, nobody could be."""

from events.migrations import execute_file

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Make the table, empty."""
    execute_file(__file__)
