"""Opens a case: checks who may, and freezes what is promised for it today.

The rules are CP-2, CP-4, CP-10 to CP-15 and CP-22.
"""

from dataclasses import dataclass
from datetime import date, datetime

from careplans import entitlements
from careplans.calendars import calendar_of
from careplans.entitlements import CaseRequest, ReporterFacts
from careplans.scope import EdiTopic
from careplans.terms import Terms
from events.catalogue.case_events import (
    Area,
    CaseFileAdded,
    CaseOpened,
    CaseText,
    Channel,
    PhoneCallDated,
    ReachNamed,
)
from events.catalogue.service_events import EdiTopicNamed, LikelyNoCaseMarked
from events.catalogue.terms import Priority, Promise
from intake.domain.add_user import AddUser
from intake.domain.case import Case
from intake.domain.case_files import CaseFile, files_added
from intake.domain.choose_edi_topic import edi_topic_of
from intake.domain.customer import Customer, User
from intake.domain.date_phone_call import CallTime, check_call_time, phone_call_dated
from intake.domain.errors import Conflicting, Invalid
from intake.domain.name_reach import Reach, reach_named
from intake.domain.plan_rules import facts_about, facts_of, refuse


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a case is to be about; `reporter_id` is the customer's user who has the trouble.

    `reach`: who is available for a P1 (CP-27). `called`: when the call came (CP-16). `edi_topic`:
    what of EDI it is about, a code of the terms (CP-19). `files`: what it refers to.
    """

    reporter_id: str
    priority: Priority
    subject: str
    description: str
    channel: Channel = "online"
    area: Area = "product"
    reach: Reach | None = None
    called: CallTime | None = None
    edi_topic: str | None = None
    files: tuple[CaseFile, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCase:
    """Open `request` as case `number` at `now`, under the `promise` of the customer's term.

    `today` is the day in the vendor's zone, and `customer` is as of that day. `renews`: one of its
    terms began by itself and is not recorded yet (CP-3). `adds`: nor is the caller as one of the
    customer's people (CP-13). `coded`: the terms whose codes count; None: `terms`.
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
    adds: AddUser | None = None
    coded: Terms | None = None


OpeningFact = ReachNamed | PhoneCallDated | EdiTopicNamed | LikelyNoCaseMarked | CaseFileAdded
"""What is recorded with a case beside its opening."""


def decide(command: OpenCase, case: Case | None) -> list[CaseOpened | OpeningFact]:
    """Open the case, unless its id is taken.

    Raises Conflicting (`case-exists`), Invalid (`unknown-reporter`), and NotEntitled with the rule
    that forbids it.
    """
    if case is None:
        check_may_open(command)
    return [*record(command, case), *facts_of_request(command)]


def record(command: OpenCase, case: Case | None) -> list[CaseOpened]:
    """Open the case without a check of entitlement. Raises Conflicting (`case-exists`).

    It is for history: the case was accepted then, whatever the plans say of it now.
    """
    if case is not None:
        raise Conflicting("case-exists", "that case id is taken")
    request = command.request
    return [
        CaseOpened(
            case_id=command.case_id,
            number=command.number,
            customer_id=command.customer.customer_id,
            reporter_id=request.reporter_id,
            priority=request.priority,
            channel=request.channel,
            area=request.area,
            opened_at=command.now,
            promise=command.promise,
            personal=CaseText(subject=request.subject, description=request.description),
        )
    ]


def facts_of_request(command: OpenCase) -> list[OpeningFact]:
    """Return what the request says beside the case: when the call came, whom to reach, what of EDI
    it is about, and which files it refers to. Raises Conflicting (`too-many-files`).
    """
    request, case_id = command.request, command.case_id
    named = (
        [reach_named(request.reach, case_id, request.reporter_id, command.customer, command.now)]
        if request.reach
        else []
    )
    dated = phone_call_dated(request.called, case_id, request.reporter_id)
    files = files_added(case_id, request.files)
    return [*named, *dated, *_topic_named(command), *_likely_no_case(command), *files]


def _topic_named(command: OpenCase) -> list[EdiTopicNamed]:
    topic = topic_of(command)
    if topic is None:
        return []
    return [EdiTopicNamed(case_id=command.case_id, topic=topic.code, service=topic.service)]


def _likely_no_case(command: OpenCase) -> list[LikelyNoCaseMarked]:
    coded = command.coded or command.terms
    request = _case_request(command, facts_about(None))
    if not entitlements.likely_no_case(request, command.terms, coded.not_a_case):
        return []
    return [LikelyNoCaseMarked(case_id=command.case_id)]


def _case_request(command: OpenCase, reporter: ReporterFacts) -> CaseRequest:
    request = command.request
    return CaseRequest(
        priority=request.priority,
        channel=request.channel,
        area=request.area,
        subject=request.subject,
        reporter=reporter,
        on=command.today,
    )


def topic_of(command: OpenCase) -> EdiTopic | None:
    """Return what of EDI the request says it is about (CP-19). Raises what `edi_topic_of` does."""
    request, terms = command.request, command.coded or command.terms
    return edi_topic_of(request.area, request.edi_topic, terms)


def check_may_open(command: OpenCase) -> None:
    """Raise Invalid (`unknown-reporter`), NotEntitled with the rule that forbids the case, or
    Conflicting (`calendar-ends`).
    """
    reporter = reporter_of(command.customer, command.request.reporter_id)
    request = _case_request(command, facts_about(reporter))
    check_call_time(command.request.called, request.channel, command.now)
    if command.request.reach and request.priority != "P1":
        raise Invalid("reach-is-for-p1", "reach is for a P1, which is worked on at all hours")
    topic_of(command)
    refuse(entitlements.may_open(request, facts_of(command.customer, command.today), command.terms))
    _check_due_can_be_counted(command)


def _check_due_can_be_counted(command: OpenCase) -> None:
    calendar = calendar_of(command.promise.calendar)
    # The last year is kept for what is due after a case's own year, waits included.
    if command.today.year >= calendar.last_year:
        raise Conflicting(
            "calendar-ends",
            f"the calendar {calendar.calendar_id}, version {calendar.version}, knows its holidays"
            f" up to {calendar.last_year}: no case of that year or a later one has a due time",
        )


def reporter_of(customer: Customer, reporter_id: str) -> User:
    """Return the customer's user of that id. Raises Invalid (`unknown-reporter`)."""
    reporter = customer.users.get(reporter_id)
    if reporter is None:
        raise Invalid("unknown-reporter", "the reporter is no user of this customer")
    return reporter
