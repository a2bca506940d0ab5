"""Records that a customer will not renew; a notice that comes too late is refused (CP-3)."""

from dataclasses import dataclass
from datetime import date

from careplans.terms import Terms
from careplans.terms_of_use import give_notice
from events.catalogue.customer_events import RenewalNoticeGiven
from intake.domain.customer import Customer, Term, existing
from intake.domain.errors import Conflicting


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveRenewalNotice:
    """Record a notice given on a day, under the `terms` of the customer's last term.

    `today` is the day in the vendor's zone.
    """

    given_on: date
    terms: Terms
    today: date


def decide(command: GiveRenewalNotice, customer: Customer | None) -> list[RenewalNoticeGiven]:
    """Record the notice: the plan lapses when its last term ends.

    Raises Conflicting: `notice-too-late` with the last day on which it would have counted,
    `notice-before-the-term` if the term has renewed since and was used.
    """
    customer = existing(customer)
    _check_term(command, customer.last_term)
    late = give_notice(command.given_on, customer.last_term.ends_on, command.terms)
    if late is not None:
        raise Conflicting(
            "notice-too-late",
            f"the last day on which a notice would have counted was {late.last_day}",
        )
    return [RenewalNoticeGiven(customer_id=customer.customer_id, given_on=command.given_on)]


def _check_term(command: GiveRenewalNotice, term: Term) -> None:
    """Refuse a notice given before the running term began: that term is in use.

    A term that has not begun was bought ahead, so a notice can still end it.
    """
    # `began_on`, not `starts_on`: a change of plan within the term begins no new one.
    if command.given_on < term.began_on <= command.today:
        raise Conflicting(
            "notice-before-the-term",
            f"the term that began on {term.began_on} is in use: "
            "no notice for it was given before it began",
        )
