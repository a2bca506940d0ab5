"""Whoever was erased is cleared twice: the second time when no instance remembers the key."""

from events.migrations import execute_file

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Add the column; whoever is still to be cleared is cleared the first time."""
    execute_file(__file__)
