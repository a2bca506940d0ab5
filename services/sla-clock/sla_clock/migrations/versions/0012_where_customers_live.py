"""In which zone a customer lives, for what it reads of its deadlines."""

from events.migrations import execute_file

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Make the table, empty: customers who came before are told the vendor's times."""
    execute_file(__file__)
