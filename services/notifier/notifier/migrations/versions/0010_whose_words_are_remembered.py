"""Who wrote what is remembered of a case, and who is erased and still has plain copies here; before, nobody was."""

from events.migrations import execute_file

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add the columns and the table, empty."""
    execute_file(__file__)
