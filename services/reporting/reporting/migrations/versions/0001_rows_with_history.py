"""Makes the read tables, the consumer's checkpoints and the published reviews."""

from events.migrations import execute_file, execute_steps

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    execute_file(__file__)
    execute_steps("consumer_0001")
