"""Which of a customer's people are its authorized contacts, who read its reports (CP-8)."""

from events.migrations import execute_file

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the table, empty: `python -m reporting rebuild` fills it from the first event."""
    execute_file(__file__)
