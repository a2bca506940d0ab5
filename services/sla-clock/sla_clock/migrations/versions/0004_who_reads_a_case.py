"""Which of a customer's people may read the deadlines of which case (CP-8)."""

from events.migrations import execute_file

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the tables, empty: who came before is read by the vendor's people only, until it is told again."""
    execute_file(__file__)
