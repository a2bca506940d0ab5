"""Makes the links from one page of a long list to the next."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from reporting.adapters.read_queue import Slot


@dataclass(frozen=True, slots=True)
class PageLinks:
    """Says which rows of `total` are shown, and where the pages around are.

    `kept` are the query's other parameters.
    """

    path: str
    slot: Slot
    total: int
    name: str = "page"
    anchor: str = ""
    kept: Mapping[str, str] = field(default_factory=dict)

    @property
    def first(self) -> int:
        """Return the number of the first row shown, counted from 1; 0 if none is shown."""
        return self.slot.skipped + 1 if self.slot.skipped < self.total else 0

    @property
    def last(self) -> int:
        """Return the number of the last row shown."""
        return min(self.slot.skipped + self.slot.size, self.total)

    @property
    def needed(self) -> bool:
        """Return whether there is more than this page."""
        return self.total > self.slot.size or self.slot.number > 1

    @property
    def before(self) -> str | None:
        """Return the address of the page before; None on the first."""
        # From a page beyond the end, back to the last one that has rows.
        return (
            self._at(min(self.slot.number - 1, self._last_page)) if self.slot.number > 1 else None
        )

    @property
    def after(self) -> str | None:
        """Return the address of the page after; None on the last."""
        return self._at(self.slot.number + 1) if self.slot.number < self._last_page else None

    @property
    def _last_page(self) -> int:
        return max(1, -(-self.total // self.slot.size))

    def _at(self, number: int) -> str:
        query = {**self.kept, **({self.name: str(number)} if number > 1 else {})}
        return (
            self.path
            + (f"?{urlencode(query)}" if query else "")
            + (f"#{self.anchor}" if self.anchor else "")
        )
