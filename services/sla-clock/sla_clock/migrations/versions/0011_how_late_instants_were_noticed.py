"""How late warnings and breaches of the last hour were noticed; of before nothing is known."""

from events.migrations import execute_file

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Make the table, empty."""
    execute_file(__file__)
