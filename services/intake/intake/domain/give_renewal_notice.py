"""A customer says that it will not renew: in time, or it counts for nothing (CP-3)."""

from dataclasses import dataclass
from datetime import date

from careplans.terms import Terms
from careplans.terms_of_use import give_notice
from events.catalogue.customer_events import RenewalNoticeGiven
from intake.domain.customer import Customer, existing
from intake.domain.errors import Conflicting


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveRenewalNotice:
    """The day on which it was given, under the terms of the customer's term."""

    given_on: date
    terms: Terms


def decide(command: GiveRenewalNotice, customer: Customer | None) -> list[RenewalNoticeGiven]:
    """Record it. Raises Conflicting (`notice-too-late`) with the last day on which it would have counted."""
    found = existing(customer)
    late = give_notice(command.given_on, found.terms[-1].ends_on, command.terms)
    if late is not None:
        raise Conflicting("notice-too-late", f"the last day on which a notice would have counted was {late.last_day}")
    return [RenewalNoticeGiven(customer_id=found.customer_id, given_on=command.given_on)]
