"""Words say whose they are, so that they can be cleared when that person is erased."""

from events.migrations import execute_file

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the columns; `python -m reporting rebuild` fills in whose the words are that are there.

    Until then they are cleared with the first erasure at their customer.
    """
    execute_file(__file__)
