"""Facts of a customer's account stand beside the rows: TAM, calls, visits, benefits, maintenance and
moves (CP-29 to CP-33)."""

from events.migrations import execute_file

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add columns and tables; `python -m reporting rebuild` fills in what was recorded before."""
    execute_file(__file__)
