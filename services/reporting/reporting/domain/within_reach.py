"""Who at a customer is available for its P1, how to reach them, and whom one tried (CP-27)."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from events.sealing.stand_ins import is_erased


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownUser:
    """One of a customer's people as last recorded, at `written_at` (UTC)."""

    customer_id: str
    user_id: str
    name: str
    email: str
    written_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class GoneUser:
    """A user who is the customer's no more: nobody is told to call it."""

    customer_id: str
    user_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedReach:
    """Whom to call about a P1, as `written_by` named them; `user_id`: where that is a user."""

    case_id: str
    user_id: str | None
    written_by: str | None
    written_at: datetime
    name: str
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """Whom somebody tried to reach, how, and when (UTC)."""

    who: str
    how: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NobodyReached:
    """That `recorded_by` reached nobody from `since` on, why, and who was tried before."""

    case_id: str
    since: datetime
    recorded_by: str
    written_at: datetime
    reason: str
    tried: tuple[Attempt, ...]

    @property
    def is_erased(self) -> bool:
        """Return whether whoever recorded it was erased: then it is not known who was tried."""
        return is_erased(self.reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownTam:
    """A technical account manager's name as last recorded, at `written_at` (UTC)."""

    tam_id: str
    name: str
    written_at: datetime


PeopleWords: TypeAlias = KnownUser | GoneUser | NamedReach | NobodyReached | KnownTam
"""Plain copies of personal data beside the rows: cleared with whoever is erased."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WithinReach:
    """Whom to call about a P1 now. `by_default`: nobody is named, so it is the reporter (CP-27);
    then there is a mail address and no number, unless somebody told one.
    """

    name: str
    phone: str | None
    email: str | None
    by_default: bool

    @property
    def is_erased(self) -> bool:
        """Return whether there is nobody to call, since that person was erased."""
        return is_erased(self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachOfCase:
    """All that is known of reaching a case's customer: `now` None: nobody is known by name.

    `unreached`: the stretches in which nobody was, the latest first.
    """

    now: WithinReach | None = None
    unreached: tuple[NobodyReached, ...] = ()
