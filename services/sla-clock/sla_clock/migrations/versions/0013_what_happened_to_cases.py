"""What happened to cases, for what-if; of before, nothing is kept, and the shards say so."""

from events.migrations import execute_file

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Make the tables, and note in which shards something was applied before."""
    execute_file(__file__)
