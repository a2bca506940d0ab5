"""A case is opened: who may, and what is promised for it, frozen as it is today (CP-2, CP-4, CP-10
to CP-15, CP-22).
"""

from dataclasses import dataclass
from datetime import date, datetime

from careplans import entitlements
from careplans.entitlements import CaseRequest
from careplans.terms import Terms
from events.catalogue.case_events import Area, CaseOpened, CaseText, Channel
from events.catalogue.terms import Priority, Promise
from intake.domain.case import Case
from intake.domain.customer import Customer, User
from intake.domain.errors import Conflicting, Invalid
from intake.domain.plan_rules import facts_about, facts_of, refuse


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What the asker wants: `reporter_id` is the customer's user who has the trouble."""

    reporter_id: str
    priority: Priority
    subject: str
    description: str
    channel: Channel = "online"
    area: Area = "product"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCase:
    """Open `request` as case `number` at `now`, which is `today` in the vendor's zone, under the
    `promise` of the customer's term.

    `customer` is as of today; `renews`: a term of it began by itself and is not recorded yet
    (CP-3).
    """

    case_id: str
    number: str
    customer: Customer
    request: Request
    terms: Terms
    promise: Promise
    now: datetime
    today: date
    renews: bool = False


def decide(command: OpenCase, case: Case | None) -> list[CaseOpened]:
    """Open the case, unless its id is taken.

    Raises Invalid (`unknown-reporter`), NotEntitled by the rule that stands against it.
    """
    if case is None:
        check_may_open(command)
    return record(command, case)


def record(command: OpenCase, case: Case | None) -> list[CaseOpened]:
    """Open the case, asking for no entitlement. Raises Conflicting (`case-exists`).

    For history: it was taken in then, whatever the plans say of it now.
    """
    if case is not None:
        raise Conflicting("case-exists", "that case id is taken")
    asked = command.request
    return [
        CaseOpened(
            case_id=command.case_id,
            number=command.number,
            customer_id=command.customer.customer_id,
            reporter_id=asked.reporter_id,
            priority=asked.priority,
            channel=asked.channel,
            area=asked.area,
            opened_at=command.now,
            promise=command.promise,
            personal=CaseText(subject=asked.subject, description=asked.description),
        )
    ]


def check_may_open(command: OpenCase) -> None:
    """Raises Invalid (`unknown-reporter`), or NotEntitled with the rule that stands against it."""
    reporter = reporter_of(command.customer, command.request.reporter_id)
    asked = CaseRequest(
        priority=command.request.priority,
        channel=command.request.channel,
        area=command.request.area,
        subject=command.request.subject,
        reporter=facts_about(reporter),
        on=command.today,
    )
    refuse(entitlements.may_open(asked, facts_of(command.customer, command.today), command.terms))


def reporter_of(customer: Customer, reporter_id: str) -> User:
    """The customer's user of that id, or Invalid (`unknown-reporter`), be it nobody or somebody
    else's.
    """
    reporter = customer.users.get(reporter_id)
    if reporter is None:
        raise Invalid("unknown-reporter", "the reporter is no user of this customer")
    return reporter
