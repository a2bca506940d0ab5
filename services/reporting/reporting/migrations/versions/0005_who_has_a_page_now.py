"""Pages say who has them now, and how often they rang again."""

from events.migrations import execute_file

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the columns, filled with what the rows know.

    What no row held, such as a page that had rung again, `python -m reporting rebuild` fills in.
    """
    execute_file(__file__)
