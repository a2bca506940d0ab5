"""Joins a call about a known P1 to that case: no second case, and no second page (CP-16)."""

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
    """Join the call of one of the customer's people to a case, with the caller's words."""

    customer: Customer
    caller_id: str
    subject: str
    description: str
    now: datetime


def decide(
    command: JoinPhoneCall, case: Case | None
) -> list[PhoneCallJoined | InformationProvided]:
    """Join the call; it ends the wait of a case that waits for its customer.

    Raises Unknown for a case of another customer, Conflicting (`not-a-p1`), and NotAllowedInState
    for a P1 that has a workaround or is over: a call could speed up nothing there.
    """
    case = _check_may_join(command, case)
    caller = reporter_of(command.customer, command.caller_id)
    words = CallText(subject=command.subject, description=command.description, caller=caller.name)
    joined = PhoneCallJoined(
        case_id=case.case_id, caller_id=caller.user_id, called_at=command.now, personal=words
    )
    if case.status == "waiting-on-customer":
        return [joined, end_of_wait(case, command.now)]
    return [joined]


def _check_may_join(command: JoinPhoneCall, case: Case | None) -> Case:
    case = existing(case)
    # Before anything else about the case: the refusals below would say that it exists.
    if case.customer_id != command.customer.customer_id:
        raise Unknown("unknown-case", "there is no such case")
    if case.priority != "P1":
        raise Conflicting("not-a-p1", "only a P1 takes calls")
    # A question to the customer changes the status, so the status alone does not show a workaround.
    if case.worked_around and case.live:
        raise NotAllowedInState("join", "worked-around", ALLOWED_IN["join"])
    return ready_for("join", case)
