"""The test that docs/sandbox.md shows whoever writes a client."""

import re
from pathlib import Path

_DOCUMENT = Path(__file__).parents[2] / "docs" / "sandbox.md"


def example_of_a_client() -> str:
    """Return the example, as it stands there."""
    (example,) = re.findall(
        r"```python\n(.*?)```", _DOCUMENT.read_text(encoding="utf-8"), re.DOTALL
    )
    return str(example)
