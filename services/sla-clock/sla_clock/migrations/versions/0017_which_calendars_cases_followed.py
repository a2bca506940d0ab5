"""Which later versions of their calendar cases followed, for what-if; those of before as well."""

from events.migrations import execute_file

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Make the table, and fill it from the rows of deadlines, which hold their switches."""
    execute_file(__file__)
