"""The times that a deadline's clock stood, and how they end (CP-27)."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

WAITING = "waiting for the customer"
"""Why a clock is paused, in words."""
Kind = Literal["paused", "excused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Time that the clock stood, `start` inclusive; `end` exclusive, or None while it stands.

    Stretches may overlap.
    """

    kind: Kind
    start: datetime
    end: datetime | None = None
    reason: str = ""
    recorded_by: str | None = None


def all_closed(ledger: tuple[Stretch, ...], at: datetime) -> tuple[Stretch, ...]:
    """End every open stretch at `at`, but none before its own start."""
    return closed(closed(ledger, "paused", at), "excused", at)


def closed(ledger: tuple[Stretch, ...], kind: Kind, at: datetime) -> tuple[Stretch, ...]:
    """End the open stretches of this kind at `at`, but none before its own start."""
    return tuple(
        replace(stretch, end=max(at, stretch.start))
        if stretch.kind == kind and stretch.end is None
        else stretch
        for stretch in ledger
    )
