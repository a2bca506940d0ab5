"""Rows say since when a P1 lacks an engineer or its customer is not reached, and tables beside them
whom to call (CP-26, CP-27)."""

from events.migrations import execute_file

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add columns and tables; `python -m reporting rebuild` fills in what was recorded before.

    Until then a P1 that was let go of counts as covered, and who was named before is not known.
    """
    execute_file(__file__)
