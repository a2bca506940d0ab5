"""The index of words by which cases are found, and how far in the log each shard's words were taken
in: from the first event on, so that older cases are found, too.
"""

from events.migrations import execute_file

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the tables; the running service fills them."""
    execute_file(__file__)
