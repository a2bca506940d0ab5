"""A call about a P1 that was logged before joins that case: no second case, and no second page
(CP-16).
"""

from dataclasses import dataclass
from datetime import datetime

from events.catalogue.case_events import CallText, InformationProvided, PhoneCallJoined
from intake.domain.allowed_states import ALLOWED_IN, ready_for
from intake.domain.case import Case, existing
from intake.domain.customer import Customer
from intake.domain.errors import Conflicting, NotAllowedInState, Unknown
from intake.domain.open_case import reporter_of
from intake.domain.provide_information import end_of_wait


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinPhoneCall:
    """Who of the customer called, and what was told."""

    customer: Customer
    caller_id: str
    subject: str
    description: str
    now: datetime


def decide(
    command: JoinPhoneCall, case: Case | None
) -> list[PhoneCallJoined | InformationProvided]:
    """Join the call; where the case waits for its customer, the call ends the wait.

    Raises Unknown for a case of another customer, Conflicting (`not-a-p1`) for one that is no P1,
    NotAllowedInState for a P1 that has a workaround or is over: support works on nothing that a
    call about it could speed up.
    """
    found = _check_may_join(command, case)
    caller = reporter_of(command.customer, command.caller_id)
    told = CallText(subject=command.subject, description=command.description, caller=caller.name)
    joined = PhoneCallJoined(
        case_id=found.case_id, caller_id=caller.user_id, called_at=command.now, personal=told
    )
    if found.status == "waiting-on-customer":
        return [joined, end_of_wait(found, command.now)]
    return [joined]


def _check_may_join(command: JoinPhoneCall, case: Case | None) -> Case:
    found = existing(case)
    if found.customer_id != command.customer.customer_id:
        raise Unknown("unknown-case", "there is no such case")
    if found.priority != "P1":
        raise Conflicting("not-a-p1", "only a P1 takes calls")
    if found.worked_around and found.live:
        raise NotAllowedInState("join", "worked-around", ALLOWED_IN["join"])
    return ready_for("join", found)
