"""The list of cases knows the level of support and when a case last changed, and has an index for
each way to ask for cases; filled for the cases that were there before.
"""

from events.migrations import execute_file

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the columns, fill them from the log, and make the indexes."""
    execute_file(__file__)
