"""The store, the relay, the consumer and the timers, and one row a deadline."""

from events.migrations import execute_file, execute_steps

revision = "r0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make all of it."""
    execute_steps("store_0001", "relay_0001", "consumer_0001", "timers_0001")
    execute_file(__file__)
