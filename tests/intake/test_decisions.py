"""Decisions that no single request can bring about, as pure functions: given a state, a command is
refused or has its events.
"""

from datetime import UTC, date, datetime, timedelta

import pytest

from careplans.terms import load_terms
from events.catalogue.case_events import (
    CallText,
    CaseCommented,
    CaseOpened,
    CaseText,
    InformationProvided,
    InformationRequested,
    MessageText,
    PhoneCallJoined,
)
from intake.adapters.terms_library import TermsLibrary
from intake.domain import comment_on_case, join_phone_call, open_case
from intake.domain.case import Case, evolve
from intake.domain.comment_on_case import CommentOnCase
from intake.domain.customer import Customer, Term, User
from intake.domain.errors import Conflicting, NotEntitled
from intake.domain.join_phone_call import JoinPhoneCall
from intake.domain.open_case import OpenCase, Request
from intake.domain.work_on_case import check_may_work_on

NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)
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
            starts_on=date(2026, 1, 1),
            ends_on=date(2026, 12, 31),
            terms_version=TERMS.version,
            began_on=date(2026, 1, 1),
        ),
    ),
    users={"ann": User(user_id="ann", name="Ann", email="ann@acme.example")},
)
ANNS_CALL = JoinPhoneCall(
    customer=ACME, caller_id="ann", subject="Down", description="All of it", now=NOW
)
P1 = Request(reporter_id="ann", priority="P1", subject="Down", description="All of it")


def opening(request: Request = P1) -> OpenCase:
    return OpenCase(
        case_id="c1",
        number="CASE-1",
        customer=ACME,
        request=request,
        terms=TERMS,
        promise=LIBRARY.promise(ACME, TODAY),
        now=NOW,
        today=TODAY,
    )


def opened() -> Case:
    [event] = open_case.decide(opening(), None)
    return evolve(None, event)


def test_a_p1_is_opened_with_all_that_was_promised() -> None:
    [event] = open_case.decide(opening(), None)
    assert isinstance(event, CaseOpened)
    assert (event.opened_at, event.personal) == (
        NOW,
        CaseText(subject="Down", description="All of it"),
    )
    assert event.promise.targets["P1"].amount == 3600


def test_refuses_to_open_the_same_case_twice() -> None:
    with pytest.raises(Conflicting, match="taken"):
        open_case.decide(opening(), opened())


def test_a_call_does_not_join_what_is_no_p1_any_more() -> None:
    case = opened()
    lowered = Case(
        **{**{name: getattr(case, name) for name in Case.__dataclass_fields__}, "priority": "P3"}
    )
    with pytest.raises(Conflicting, match="only a P1"):
        join_phone_call.decide(ANNS_CALL, lowered)


def test_somebody_whom_the_customer_does_not_know_works_on_no_case() -> None:
    with pytest.raises(NotEntitled) as refused:
        check_may_work_on(opened(), "zoe", ACME, TERMS)
    assert refused.value.code == "authorized-contact-required"


def test_a_live_case_is_worked_on() -> None:
    assert opened().live


def waiting(since: datetime = NOW) -> Case:
    question = InformationRequested(
        case_id="c1", requested_at=since, personal=MessageText(text="Which?")
    )
    return evolve(opened(), question)


def comment(by_customer: bool) -> CommentOnCase:
    return CommentOnCase(author_id="ann", text="It is 7", by_customer=by_customer, now=NOW)


def test_a_customers_comment_ends_the_wait_and_support_s_own_does_not() -> None:
    comment_event, ended = comment_on_case.decide(comment(by_customer=True), waiting())
    assert isinstance(comment_event, CaseCommented)
    assert ended == InformationProvided(case_id="c1", provided_at=NOW)
    assert len(comment_on_case.decide(comment(by_customer=False), waiting())) == 1
    assert len(comment_on_case.decide(comment(by_customer=True), opened())) == 1


def test_a_wait_never_ends_before_it_began() -> None:
    later = NOW + timedelta(milliseconds=3)
    [_, ended] = comment_on_case.decide(comment(by_customer=True), waiting(since=later))
    assert ended == InformationProvided(case_id="c1", provided_at=later)


def test_a_call_keeps_its_words_and_ends_the_wait() -> None:
    joined, ended = join_phone_call.decide(ANNS_CALL, waiting())
    assert isinstance(joined, PhoneCallJoined)
    assert joined.personal == CallText(subject="Down", description="All of it", caller="Ann")
    assert ended == InformationProvided(case_id="c1", provided_at=NOW)
