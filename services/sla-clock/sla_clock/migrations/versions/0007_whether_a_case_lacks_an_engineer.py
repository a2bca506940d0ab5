"""What decides whether a case lacks an engineer (CP-26); null for cases that came before."""

from events.migrations import execute_file

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the column, empty."""
    execute_file(__file__)
