"""Says which of an event's words a case is found by: those that its customer may read, and no
others (CP-11).
"""

from collections.abc import Iterator, Sequence
from typing import Final

from events.event import Event
from intake.domain.public_history import PUBLIC

_FIELDS: Final = ("subject", "description", "text")
"""Of `personal`. A caller's name is left out: a case is found by what is said about it."""

CHUNK: Final = 50_000
"""In characters."""


def public_words(event: Event) -> Sequence[str]:
    """Return the texts of an event that a customer may read, in pieces of at most CHUNK."""
    # The same table decides what a customer reads of a history, so the two cannot disagree.
    if "personal" not in PUBLIC.get(type(event), ()):
        return ()
    personal = getattr(event, "personal", None)
    texts = (getattr(personal, field, None) for field in _FIELDS)
    return [piece for text in texts if isinstance(text, str) for piece in _pieces(text)]


def _pieces(text: str) -> Iterator[str]:
    yield from (text[start : start + CHUNK] for start in range(0, len(text), CHUNK))
