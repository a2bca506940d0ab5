"""An instance from before 0004 can still add cases to the list: what it does not know of has a
default.
"""

from events.migrations import execute_file

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Set the defaults."""
    execute_file(__file__)
