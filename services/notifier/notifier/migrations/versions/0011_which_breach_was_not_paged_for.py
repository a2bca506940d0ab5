"""Which breach left a P1 without an engineer, and which page is due for it (CP-26)."""

from events.migrations import execute_file

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add the columns; what is missed at this moment was paged for, or will be at an answer."""
    execute_file(__file__)
