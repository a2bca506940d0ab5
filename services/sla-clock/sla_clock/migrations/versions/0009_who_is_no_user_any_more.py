"""Who was a customer's user and is none any more, so that it reads no deadlines (CP-8)."""

from events.migrations import execute_file

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Make the table, empty: who was removed before has been forgotten as it was then."""
    execute_file(__file__)
