"""When each API key was last used; uses from before are in the log's events, and still shown."""

from events.migrations import execute_file

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Make the table, empty."""
    execute_file(__file__)
