"""Records that a customer will not renew; a notice that comes too late is refused (CP-3)."""

from dataclasses import dataclass
from datetime import date

from careplans.terms import Terms
from careplans.terms_of_use import give_notice
from events.catalogue.customer_events import Reason, RenewalNoticeGiven
from intake.domain.customer import Customer, existing
from intake.domain.errors import Conflicting, Invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveRenewalNotice:
    """Record a notice given on a day, under the `terms` of the customer's last term.

    `today` is the day where the customer is; `reason`: why an earlier day is recorded only today.
    """

    given_on: date
    terms: Terms
    today: date
    recorded_by: str
    reason: str | None = None


def decide(command: GiveRenewalNotice, customer: Customer | None) -> list[RenewalNoticeGiven]:
    """Record the notice: the plan lapses when its last term ends.

    Raises Invalid for a day that has not come, or a past one without a reason; Conflicting:
    `notice-too-late` with the last day on which it would have counted, `notice-before-the-term` if
    the term that it is for had not begun, or has renewed since and was used.
    """
    customer = existing(customer)
    _check_day(command)
    _check_term(command, customer)
    late = give_notice(command.given_on, customer.last_term.ends_on, command.terms)
    if late is not None:
        raise Conflicting(
            "notice-too-late",
            f"the last day on which a notice would have counted was {late.last_day}",
        )
    # Told again, it ends nothing more.
    if customer.notice_given_on == command.given_on:
        return []
    return [
        RenewalNoticeGiven(
            customer_id=customer.customer_id,
            given_on=command.given_on,
            recorded_by=command.recorded_by,
            personal=Reason(text=command.reason) if command.reason else None,
        )
    ]


def _check_day(command: GiveRenewalNotice) -> None:
    if command.given_on > command.today:
        raise Invalid("given-in-the-future", f"given_on is later than today, {command.today}")
    # It may undo a refusal of today, so somebody answers for it (CP-3).
    if command.given_on < command.today and not command.reason:
        raise Invalid("reason-required", "a notice that is recorded later needs a reason")


def _check_term(command: GiveRenewalNotice, customer: Customer) -> None:
    """Refuse a notice given before the running term began: that term is in use.

    A term that has not begun was bought ahead, so a notice can still end it; the running one must
    have begun even then.
    """
    term = customer.last_term
    running = customer.term_on(command.today) if term.began_on > command.today else term
    # `began_on`, not `starts_on`: a change of plan within the term begins no new one.
    if command.given_on < (running.began_on if running else command.today):
        raise Conflicting(
            "notice-before-the-term",
            f"the term of {term.began_on} to {term.ends_on} is in use or was not bought then: "
            "no notice for it was given on that day",
        )
