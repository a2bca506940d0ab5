"""Facts about what a plan gives beside cases: the technical account manager, who is the TAM, and
the benefits (CP-29 to CP-32). Owned by intake; routed by customer id; one stream a customer, beside
the customer's own."""

from datetime import date
from typing import Literal

from events.catalogue.case_events import MessageText
from events.catalogue.terms import Instant
from events.event import Event, Personal

Benefit = Literal["vip-group", "speaker-series", "release-notices", "fair-pass"]
BenefitUse = Literal["joined", "left", "invited", "attended", "sent", "given"]


class TamName(Personal, frozen=True, kw_only=True):
    """The TAM's name."""

    name: str


class TamNamed(Event, frozen=True, kw_only=True):
    """From `from_on` on the customer's TAM is `tam_id` (CP-31)."""

    customer_id: str
    tam_id: str
    from_on: date
    named_by: str
    personal: TamName


class TamCalled(Event, frozen=True, kw_only=True):
    """The customer's user `caller_id` called the TAM between reviews about `case_ids` (CP-31).

    `tam_id` was the TAM on that day; None: nobody was named.
    """

    customer_id: str
    call_id: str
    tam_id: str | None
    caller_id: str
    called_at: Instant
    case_ids: tuple[str, ...]
    recorded_by: str
    personal: MessageText


class VisitAgreed(Event, frozen=True, kw_only=True):
    """TAM and customer agreed to meet in person on `visit_on` (CP-31)."""

    customer_id: str
    visit_id: str
    visit_on: date
    recorded_by: str
    personal: MessageText | None = None


class VisitHeld(Event, frozen=True, kw_only=True):
    """They met on `held_on`, agreed before or not (CP-31)."""

    customer_id: str
    visit_id: str
    held_on: date
    recorded_by: str
    personal: MessageText | None = None


class VisitCalledOff(Event, frozen=True, kw_only=True):
    """The visit is not held, or was not after all; `personal` says why."""

    customer_id: str
    visit_id: str
    called_off_by: str
    personal: MessageText


class BenefitUsed(Event, frozen=True, kw_only=True):
    """The customer had a benefit of its plan (CP-32).

    `occasion`: which session, release or fair; `user_id`: who of the customer's had it, None for
    all of them.
    """

    customer_id: str
    use_id: str
    benefit: Benefit
    use: BenefitUse
    used_on: date
    occasion: str | None = None
    user_id: str | None = None
    recorded_by: str


class BenefitUseWithdrawn(Event, frozen=True, kw_only=True):
    """It did not have it after all, so that it counts for nothing; `personal` says why."""

    customer_id: str
    use_id: str
    withdrawn_by: str
    personal: MessageText
