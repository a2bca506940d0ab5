"""Decides when a clock that sees nothing is worth a page: deadlines are held then, and nobody would know."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from notifier.domain.page_on_call import page_id_of

_BEFORE_THE_FIRST = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Sight:
    """Since when (seconds of a clock that never goes back) the clock service has been blind or silent; None: it sees."""

    blind_since: float | None = None


def look(sight: Sight, *, sees: bool, at: float, after_s: float) -> tuple[Sight, Literal["page", "relieve", "wait"]]:
    """What one look makes of it: blind for `after_s` seconds is worth a page; seeing again ends it."""
    if sees:
        return Sight(), "relieve"
    since = at if sight.blind_since is None else sight.blind_since
    return Sight(since), "page" if at - since >= after_s else "wait"


def blind_page_id(last_page_id: str | None) -> str:
    """The id of the next page about a blind clock: it follows from the last one, so that two who see it at once raise one page."""
    return page_id_of(UUID(last_page_id) if last_page_id else _BEFORE_THE_FIRST, "clock-blind")
