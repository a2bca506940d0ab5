"""A store knows how far it holds history, so that nobody has to read all of it to tell."""

from events.migrations import execute_steps

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Run the library's step."""
    execute_steps("store_0003")
