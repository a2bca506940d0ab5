"""The last part of the budget that was warned of; of rows from before it is not known."""

from events.migrations import execute_file

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add the column; `python -m reporting rebuild` fills it in."""
    execute_file(__file__)
