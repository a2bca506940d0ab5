"""Since when the failures of a webhook count: since it was resumed, or leads to where it does."""

from events.migrations import execute_file

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Add the column; of a webhook that was never resumed all failures count."""
    execute_file(__file__)
