"""Rows say when a late answer was recorded and which breach was withdrawn; positions and unjudged targets are found by an index."""

from events.migrations import execute_file

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Change the tables, and bring the rows that are there to what a rebuild would make of them."""
    execute_file(__file__)
