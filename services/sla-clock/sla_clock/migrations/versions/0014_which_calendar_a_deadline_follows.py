"""Which calendar a deadline follows, and by which version it counts.

What was promised before follows none.
"""

from events.migrations import execute_file

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Add the columns, empty, and the index by which deadlines that follow are found."""
    execute_file(__file__)
