"""The log and what sends it, how far others' events were applied, timers, who can be paged, pages and their messages."""

from events.migrations import execute_file, execute_steps

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make them, empty."""
    execute_steps("store_0001", "relay_0001", "consumer_0001", "timers_0001")
    execute_file(__file__)
