"""The log, what sends it, and the lists of cases and customers."""

from events.migrations import execute_file, execute_steps

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make them, empty."""
    execute_steps("store_0001", "relay_0001")
    execute_file(__file__)
