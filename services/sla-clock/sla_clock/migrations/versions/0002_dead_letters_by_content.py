"""A dead letter without a seq is told from another at the same offset by what it holds."""

from events.migrations import execute_steps

revision = "0002"
down_revision = "r0001"


def upgrade() -> None:
    """Run the library's step."""
    execute_steps("consumer_0002")
