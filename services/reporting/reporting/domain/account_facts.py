"""What reporting knows of a customer beside its cases: TAM, calls, visits, benefits, maintenance
and moves, without a word that a person wrote (CP-29 to CP-33)."""

from datetime import date, datetime
from typing import Literal, TypeAlias

import msgspec

from events.catalogue.care_events import Benefit
from events.catalogue.care_events import BenefitUse as UseKind


class _Fact(msgspec.Struct, frozen=True, kw_only=True, tag_field="fact"):
    pass


class TamFact(_Fact, frozen=True, kw_only=True, tag="tam"):
    """From `from_on` on, `tam_id` is the TAM."""

    tam_id: str
    from_on: date


class CallFact(_Fact, frozen=True, kw_only=True, tag="call"):
    """A user called the TAM between reviews, about these cases."""

    call_id: str
    tam_id: str | None
    caller_id: str
    called_at: datetime
    case_ids: tuple[str, ...]


class VisitFact(_Fact, frozen=True, kw_only=True, tag="visit"):
    """A visit is agreed for a day, was held on it, or is called off (no day)."""

    visit_id: str
    state: Literal["agreed", "held", "called-off"]
    visit_on: date | None = None


class UseFact(_Fact, frozen=True, kw_only=True, tag="use"):
    """A benefit was used; `user_id` None: by all of the customer's people."""

    use_id: str
    benefit: Benefit
    kind: UseKind
    used_on: date
    user_id: str | None = None


class UseWithdrawnFact(_Fact, frozen=True, kw_only=True, tag="use-withdrawn"):
    """It was not, after all."""

    use_id: str


class MaintenanceFact(_Fact, frozen=True, kw_only=True, tag="maintenance"):
    """Maintenance was done, as last recorded; `scheduled`: in a window, so that it counts."""

    maintenance_id: str
    scheduled: bool
    started_at: datetime
    ended_at: datetime


class MaintenanceWithdrawnFact(_Fact, frozen=True, kw_only=True, tag="maintenance-withdrawn"):
    """There was no such maintenance."""

    maintenance_id: str


class MoveFact(_Fact, frozen=True, kw_only=True, tag="move"):
    """A case goes ahead within its priority until an instant (CP-31)."""

    case_id: str
    moved_at: datetime
    until: datetime


class MoveBackFact(_Fact, frozen=True, kw_only=True, tag="move-back"):
    """It stands where it stood before."""

    case_id: str
    moved_at: datetime


AccountFact: TypeAlias = (
    TamFact
    | CallFact
    | VisitFact
    | UseFact
    | UseWithdrawnFact
    | MaintenanceFact
    | MaintenanceWithdrawnFact
    | MoveFact
    | MoveBackFact
)
