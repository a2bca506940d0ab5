"""Who is erased and still has plain copies here; before, nobody was."""

from events.migrations import execute_file

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Make the table, empty."""
    execute_file(__file__)
