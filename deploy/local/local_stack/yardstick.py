"""Measures how fast the machine is at the moment, by a piece of work that is always the same."""

import json
import time
from typing import Final

# What a service does most: it decodes, looks at, and encodes small objects.
_TEXT: Final = json.dumps({"case": "c" * 36, "at": [*range(40)], "nested": {"a": {"b": "c"}}})
_TIMES: Final = 150


def yardstick_ms() -> float:
    """Return the processor time that the work took in this thread, in milliseconds."""
    began = time.thread_time()
    for _ in range(_TIMES):
        json.dumps(json.loads(_TEXT))
    return 1_000 * (time.thread_time() - began)
