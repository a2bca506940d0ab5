"""What intake knows of the notifier: its engineers, and which page is about which case."""

from events.migrations import execute_file, execute_steps

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the tables, and those of a consumer: it fills them from the topic's beginning."""
    execute_steps("consumer_0001", "consumer_0002")
    execute_file(__file__)
