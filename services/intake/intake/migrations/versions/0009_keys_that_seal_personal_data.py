"""Keys by which personal data are sealed, beside the log; before, personal data were plain."""

from events.migrations import execute_steps

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Run the library's step."""
    execute_steps("store_0002")
