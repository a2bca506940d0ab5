"""Every store has a function that gives its time, and says whether that can be moved."""

from events.migrations import execute_steps

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Run the library's step."""
    execute_steps("clock_0001")
