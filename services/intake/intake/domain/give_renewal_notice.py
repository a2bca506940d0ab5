"""A customer says that it will not renew: in time, or it counts for nothing (CP-3)."""

from dataclasses import dataclass
from datetime import date

from careplans.terms import Terms
from careplans.terms_of_use import give_notice
from events.catalogue.customer_events import RenewalNoticeGiven
from intake.domain.customer import Customer, Term, existing
from intake.domain.errors import Conflicting


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveRenewalNotice:
    """The day on which it was given, under the terms of the customer's last term; `today` in the
    vendor's zone.
    """

    given_on: date
    terms: Terms
    today: date


def decide(command: GiveRenewalNotice, customer: Customer | None) -> list[RenewalNoticeGiven]:
    """Record it: the plan lapses when its last term ends.

    Raises Conflicting: `notice-too-late` with the last day on which it would have counted,
    `notice-before-the-term` where the term has renewed since and was used.
    """
    found = existing(customer)
    _check_term(command, found.last_term)
    late = give_notice(command.given_on, found.last_term.ends_on, command.terms)
    if late is not None:
        raise Conflicting(
            "notice-too-late",
            f"the last day on which a notice would have counted was {late.last_day}",
        )
    return [RenewalNoticeGiven(customer_id=found.customer_id, given_on=command.given_on)]


def _check_term(command: GiveRenewalNotice, term: Term) -> None:
    """A notice of before the running term can't end it: that term is in use.

    One that is still to begin was bought ahead.
    """
    if command.given_on < term.began_on <= command.today:
        raise Conflicting(
            "notice-before-the-term",
            f"the term that began on {term.began_on} is in use: no notice for it was given before it began",
        )
