"""Keeps new case numbers above those that came in with an exported store."""

import re
from collections.abc import Sequence

from events.catalogue.case_events import CaseOpened
from events.event import Recorded
from events.store.connection import Connection, in_schema

# At most 18 digits: so many always fit the sequence, which is a bigint.
_OURS = re.compile(r"CASE-(\d{6,18})")
# A sequence that was never called says 1 as well, though 1 is the number that it gives next.
_MOVE_ON = """
select setval('{schema}.case_number', $1) from {schema}.case_number
where last_value < $1 or (last_value = $1 and not is_called)
"""


class CaseNumbers:
    """The projection for imports of a store; live, a case takes its number from the sequence."""

    def __init__(self, schema: str) -> None:
        self._move_on = in_schema(_MOVE_ON, schema)

    async def __call__(self, tx: Connection, events: Sequence[Recorded], /) -> None:
        """Move the sequence up to the highest number of these events, if it is behind."""
        if highest := max((_number(event) for event in events), default=0):
            await tx.fetch(self._move_on, highest)


def _number(event: Recorded) -> int:
    """Return the number of a case that is opened; 0 if it has none of ours."""
    match = _OURS.fullmatch(event.data.number) if isinstance(event.data, CaseOpened) else None
    return int(match[1]) if match else 0
