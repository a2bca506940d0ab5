"""A customer and a case that pure tests speak of: the case as it is opened, and what may follow."""

from datetime import UTC, datetime, timedelta
from functools import reduce

from careplans.terms import load_terms
from events.catalogue.case_events import (
    CaseClosed,
    CaseExcluded,
    CaseOpened,
    CasePriorityChanged,
    CaseResolved,
    CaseResponded,
    CaseText,
    ContactUnreachable,
    InformationRequested,
    MessageText,
    WorkaroundProvided,
)
from events.event import Event
from intake.adapters.deciders import evolve_case
from intake.adapters.terms_library import TermsLibrary
from intake.domain.case import INITIAL, Case, existing
from intake.domain.customer import Customer, Term, User
from intake.domain.join_phone_call import JoinPhoneCall
from intake.domain.open_case import OpenCase, Request

NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)
LIBRARY = TermsLibrary(load_terms())
TODAY = LIBRARY.today(NOW)
TERMS = LIBRARY.in_force(TODAY)
ACME = Customer(
    customer_id="acme",
    name="Acme",
    ebc=False,
    extra_seats=0,
    terms=(
        Term(
            plan="gold",
            starts_on=TODAY.replace(month=1, day=1),
            ends_on=TODAY.replace(month=12, day=31),
            terms_version=TERMS.version,
            began_on=TODAY.replace(month=1, day=1),
        ),
    ),
    users={"ann": User(user_id="ann", name="Ann", email="ann@acme.example")},
)
P1 = Request(reporter_id="ann", priority="P1", subject="Down", description="All of it")
TEXT = MessageText(text="Hello")

OPENED = CaseOpened(
    case_id="c1",
    number="CASE-1",
    customer_id="acme",
    reporter_id="ann",
    priority="P1",
    channel="online",
    area="product",
    opened_at=NOW,
    promise=LIBRARY.promise(ACME, TODAY),
    personal=CaseText(subject="Down", description="All of it"),
)
ANSWERED = CaseResponded(
    case_id="c1", responder_id="eve", responded_at=NOW, first=True, personal=TEXT
)
QUESTION = InformationRequested(case_id="c1", requested_at=NOW, personal=TEXT)
WORKED_AROUND = WorkaroundProvided(case_id="c1", provided_at=NOW, personal=TEXT)
RESOLVED = CaseResolved(case_id="c1", resolved_at=NOW, personal=TEXT)
CLOSED = CaseClosed(case_id="c1", closed_at=NOW)
LOWERED = CasePriorityChanged(case_id="c1", old="P1", new="P2", changed_at=NOW, reason="why")
UNREACHABLE = ContactUnreachable(
    case_id="c1", recorded_by="eve", unreachable_at=NOW, reason="holiday"
)
EXCLUDED = CaseExcluded(case_id="c1", code="non-payment", excluded_at=NOW)
ANNS_CALL = JoinPhoneCall(
    customer=ACME, caller_id="ann", subject="Down", description="All of it", now=NOW
)


def open_c1(request: Request = P1) -> OpenCase:
    """Return the command that opens the case."""
    return OpenCase(
        case_id="c1",
        number="CASE-1",
        customer=ACME,
        request=request,
        terms=TERMS,
        promise=OPENED.promise,
        now=NOW,
        today=TODAY,
    )


def case_after(*events: Event) -> Case:
    """Return the case as these events left it, after its opening."""
    return existing(reduce(evolve_case, (OPENED, *events), INITIAL))
