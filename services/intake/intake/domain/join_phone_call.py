"""A call about a P1 that was logged online before joins that case: no second case, and no second page (CP-16)."""

from dataclasses import dataclass
from datetime import datetime

from events.catalogue.case_events import PhoneCallJoined
from intake.domain.allowed_states import ready_for
from intake.domain.case import Case
from intake.domain.customer import Customer
from intake.domain.errors import Conflicting, Unknown
from intake.domain.open_case import reporter_of


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinPhoneCall:
    """Who of the customer called."""

    customer: Customer
    caller_id: str
    now: datetime


def decide(command: JoinPhoneCall, case: Case | None) -> list[PhoneCallJoined]:
    """Join the call. Raises Unknown for a case of another customer, Conflicting (`not-a-p1`) for one that is no P1."""
    found = ready_for("join", case)
    if found.customer_id != command.customer.customer_id:
        raise Unknown("unknown-case", "there is no such case")
    if found.priority != "P1":
        raise Conflicting("not-a-p1", "only a P1 takes calls")
    caller = reporter_of(command.customer, command.caller_id)
    return [PhoneCallJoined(case_id=found.case_id, caller_id=caller.user_id, called_at=command.now)]
