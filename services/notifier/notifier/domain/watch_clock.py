"""Decides when a blind clock is worth a page: deadlines are held, and nobody would know."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from notifier.domain.page_on_call import page_id_of

_BEFORE_THE_FIRST = UUID(int=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchRules:
    """Being blind for `page_after_s` seconds is worth a page.

    It ends when the clock has seen for `end_after_s` without a break.
    """

    page_after_s: float = 60.0
    end_after_s: float = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """Since when the clock service has been blind or silent, and has seen.

    In seconds of a clock that never goes back.
    """

    blind_since: float | None = None
    sees_since: float | None = None


def look(
    sight: Sight, *, sees: bool, at: float, rules: WatchRules
) -> tuple[Sight, Literal["page", "relieve", "wait"]]:
    """Return what is known after one look, and what to do.

    One lucky look ends nothing: a blindness lasts until the clock has seen for a while, and makes
    one page.
    """
    if not sees:
        since = at if sight.blind_since is None else sight.blind_since
        return Sight(blind_since=since), "page" if at - since >= rules.page_after_s else "wait"
    sees_since = at if sight.sees_since is None else sight.sees_since
    if at - sees_since >= rules.end_after_s:
        return Sight(sees_since=sees_since), "relieve"
    return Sight(blind_since=sight.blind_since, sees_since=sees_since), "wait"


def blind_page_id(last_page_id: str | None) -> str:
    """Return the id of the next page about a blind clock.

    It follows from the last one, so that two who see it at once raise one page.
    """
    return page_id_of(UUID(last_page_id) if last_page_id else _BEFORE_THE_FIRST, "clock-blind")
