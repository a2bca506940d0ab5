"""Reads whether the customer of a case has access to support, and what its terms let it do without
(CP-4, CP-6)."""

from dataclasses import dataclass
from datetime import datetime

from careplans.entitlements import Refusal
from intake.adapters.streams import load_case, load_customer
from intake.api.intake_api import IntakeApi
from intake.domain.plan_rules import no_access


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessLimits:
    """Why a case may not be reopened or raised to P1, as far as its customer is concerned."""

    not_reopened: Refusal | None = None
    not_raised: Refusal | None = None


ENTITLED = AccessLimits()
"""Nothing is in the way."""


async def access_limits_of(api: IntakeApi, case_id: str, now: datetime) -> AccessLimits:
    """Return the limits of the case's customer. Raises Unknown (`unknown-case`)."""
    case, _ = await load_case(api.store, case_id)
    # The customer is read and not locked: it lapses with a date, not between two requests.
    customer, _ = await load_customer(api.store, case.customer_id)
    today = api.library.today(now)
    refusal = no_access(api.library.renewed(customer, today), today)
    if refusal is None:
        return ENTITLED
    may = api.library.of(customer, today).out_of_entitlement
    return AccessLimits(
        not_reopened=None if may.reopens else refusal,
        not_raised=None if may.raises_to_p1 else refusal,
    )
