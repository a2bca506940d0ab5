"""Where customers live that were registered before the clock kept it can be read again."""

from events.migrations import execute_file

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Let a row say that a zone is the vendor's, and from which event it was read again."""
    execute_file(__file__)
