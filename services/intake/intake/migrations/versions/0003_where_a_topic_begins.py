"""The relay knows at which seq its topic begins: what stands below was trimmed, after everybody had
applied it.
"""

from events.migrations import execute_steps

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Run the library's step."""
    execute_steps("relay_0002")
