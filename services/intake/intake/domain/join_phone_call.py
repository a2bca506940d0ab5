"""Joins a call about a known P1 to that case: no second case, and no second page (CP-16)."""

from dataclasses import dataclass
from datetime import datetime

from careplans.scope import EdiTopic
from events.catalogue.case_events import (
    CallText,
    CaseFileAdded,
    InformationProvided,
    PhoneCallDated,
    PhoneCallJoined,
    ReachNamed,
)
from events.catalogue.service_events import EdiTopicNamed
from intake.domain.allowed_states import ALLOWED_IN, ready_for
from intake.domain.case import Case, existing
from intake.domain.case_files import CaseFile, files_added
from intake.domain.customer import Customer
from intake.domain.date_phone_call import CallTime, check_call_time, phone_call_dated
from intake.domain.errors import Conflicting, NotAllowedInState, Unknown
from intake.domain.name_reach import Reach, reach_named
from intake.domain.open_case import reporter_of
from intake.domain.provide_information import end_of_wait


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinPhoneCall:
    """Join the call of one of the customer's people to a case, with the caller's words.

    `reach` and `called` as in the request of a new case, `topic` as what it says of EDI.
    """

    customer: Customer
    caller_id: str
    subject: str
    description: str
    now: datetime
    reach: Reach | None = None
    called: CallTime | None = None
    topic: EdiTopic | None = None
    files: tuple[CaseFile, ...] = ()


JoiningFact = (
    PhoneCallJoined
    | ReachNamed
    | PhoneCallDated
    | EdiTopicNamed
    | CaseFileAdded
    | InformationProvided
)


def decide(command: JoinPhoneCall, case: Case | None) -> list[JoiningFact]:
    """Join the call; it ends the wait of a case that waits for its customer.

    Raises Unknown for a case of another customer, Conflicting (`not-a-p1`), and NotAllowedInState
    for a P1 that has a workaround or is over: a call could speed up nothing there.
    """
    case = _check_may_join(command, case)
    check_call_time(command.called, "phone", command.now)
    caller = reporter_of(command.customer, command.caller_id)
    words = CallText(subject=command.subject, description=command.description, caller=caller.name)
    joined = PhoneCallJoined(
        case_id=case.case_id, caller_id=caller.user_id, called_at=command.now, personal=words
    )
    named = (
        [reach_named(command.reach, case.case_id, caller.user_id, command.customer, command.now)]
        if command.reach
        else []
    )
    dated = phone_call_dated(command.called, case.case_id, caller.user_id)
    waits = case.status == "waiting-on-customer"
    topic = _topic_named(command.topic, case)
    files = files_added(case.case_id, command.files, case.files)
    ended = [end_of_wait(case, command.now)] if waits else []
    return [joined, *named, *dated, *topic, *files, *ended]


def _topic_named(topic: EdiTopic | None, case: Case) -> list[EdiTopicNamed]:
    # What was said last stands; the history keeps what was said before.
    if topic is None or topic.code == case.edi_topic:
        return []
    return [EdiTopicNamed(case_id=case.case_id, topic=topic.code, service=topic.service)]


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
