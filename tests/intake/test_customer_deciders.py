"""Each decider about a customer alone: given events, when a command, then events or a refusal."""

from dataclasses import replace
from datetime import date

import msgspec
import pytest

from careplans.terms import load_terms
from events.catalogue.customer_events import (
    ContactAuthorizationRevoked,
    ContactAuthorized,
    CustomerRegistered,
    FeesFellOverdue,
    FeesPaid,
    PersonName,
    RenewalNoticeGiven,
    TermBought,
    TrainingCompleted,
    UserAdded,
)
from intake.adapters import deciders
from intake.domain.add_user import AddUser
from intake.domain.buy_term import BuyTerm
from intake.domain.complete_training import CompleteTraining
from intake.domain.give_renewal_notice import GiveRenewalNotice
from intake.domain.name_authorized_contact import NameAuthorizedContact
from intake.domain.record_fees import RecordFees
from intake.domain.record_renewals import RecordRenewals
from intake.domain.register_customer import RegisterCustomer
from intake.domain.revoke_authorized_contact import RevokeAuthorizedContact
from intake.domain.who_sees_case import who_is_shown
from tests.support.given import deciding

START, END, TODAY = date(2026, 1, 1), date(2026, 12, 31), date(2026, 3, 2)
NEXT_START, NEXT_END = date(2027, 1, 1), date(2027, 12, 31)
TERMS = load_terms().in_force(TODAY)

REGISTERED = CustomerRegistered(customer_id="acme", name="Acme")
FIRST = TermBought(
    customer_id="acme",
    plan="gold",
    starts_on=START,
    ends_on=END,
    terms_version=TERMS.version,
    how="first",
)
RENEWAL = TermBought(
    customer_id="acme",
    plan="gold",
    starts_on=NEXT_START,
    ends_on=NEXT_END,
    terms_version=TERMS.version,
    how="renewal",
)
ACME = (REGISTERED, FIRST)
ANN = UserAdded(
    customer_id="acme", user_id="ann", personal=PersonName(name="Ann", email="ann@acme.example")
)
NAMED = ContactAuthorized(customer_id="acme", user_id="ann", extra_seat=False)
OVERDUE = FeesFellOverdue(customer_id="acme")

registering = deciding(deciders.REGISTERING)
adding = deciding(deciders.ADDING_USER)
buying = deciding(deciders.BUYING_TERM)
training = deciding(deciders.COMPLETING_TRAINING)
noticing = deciding(deciders.GIVING_NOTICE)
naming = deciding(deciders.NAMING_CONTACT)
recording_fees = deciding(deciders.RECORDING_FEES)
recording_renewals = deciding(deciders.RECORDING_RENEWALS)
revoking = deciding(deciders.REVOKING_CONTACT)


def test_a_customer_is_registered_once_with_a_term_of_a_day_or_more() -> None:
    command = RegisterCustomer(
        customer_id="acme",
        name="Acme",
        plan="gold",
        starts_on=START,
        ends_on=END,
        terms_version=TERMS.version,
    )

    registering.given().when(command).then(REGISTERED, FIRST)
    registering.given(*ACME).when(command).refused("customer-exists")
    backwards = replace(command, ends_on=date(2025, 12, 31))
    registering.given().when(backwards).refused("term-ends-before-it-starts")
    one_day = replace(command, ends_on=START)
    registering.given().when(one_day).then(
        REGISTERED, msgspec.structs.replace(FIRST, ends_on=START)
    )


def test_a_user_is_added_once() -> None:
    command = AddUser(user_id="ann", name="Ann", email="ann@acme.example")

    adding.given(*ACME).when(command).then(ANN)
    adding.given(*ACME, ANN).when(command).refused("user-exists")
    adding.given().when(command).refused("unknown-customer")


BUY_NEXT = BuyTerm(
    plan="gold",
    starts_on=NEXT_START,
    ends_on=NEXT_END,
    terms=TERMS,
    pinned=TERMS,
    today=TODAY,
)


def test_a_term_is_bought_once_and_after_the_fees_are_paid() -> None:
    buying.given(*ACME).when(BUY_NEXT).then(RENEWAL)
    buying.given(*ACME, RENEWAL).when(BUY_NEXT).then()
    buying.given(*ACME, OVERDUE).when(BUY_NEXT).refused("fees-overdue")


def test_on_the_last_day_of_a_term_the_next_one_is_a_renewal() -> None:
    buying.given(*ACME).when(replace(BUY_NEXT, today=END)).then(RENEWAL)


def test_within_a_term_the_same_plan_is_bought_again_unless_its_terms_are_worse() -> None:
    again = replace(BUY_NEXT, starts_on=date(2026, 6, 1), ends_on=END)
    renewal = msgspec.structs.replace(TERMS.renewal, notice_days=120)
    worse = msgspec.structs.replace(TERMS, version="2027.1", renewal=renewal)

    refusal = buying.given(*ACME).when(replace(again, terms=worse)).refused("worse-within-the-term")
    assert "120 days" in refusal.detail
    buying.given(*ACME).when(replace(again, terms=worse, pinned=worse)).then(
        msgspec.structs.replace(
            FIRST, starts_on=date(2026, 6, 1), terms_version="2027.1", how="change"
        )
    )


def test_within_a_term_a_plan_of_the_same_price_may_be_taken() -> None:
    silver = msgspec.structs.replace(TERMS.plan("silver"), price_rank=TERMS.plan("gold").price_rank)
    alike = msgspec.structs.replace(
        TERMS, plans=msgspec.structs.replace(TERMS.plans, silver=silver)
    )
    command = replace(BUY_NEXT, plan="silver", starts_on=date(2026, 6, 1), ends_on=END, terms=alike)

    [bought] = buying.given(*ACME).when(command).decide()
    assert getattr(bought, "how", None) == "change"


def test_a_plan_that_changes_within_its_term_keeps_its_beginning_and_its_notice() -> None:
    notice = RenewalNoticeGiven(customer_id="acme", given_on=TODAY)
    change = msgspec.structs.replace(
        FIRST, plan="platinum", starts_on=date(2026, 6, 1), how="change"
    )

    changed = buying.given(*ACME, notice, change).state
    assert changed is not None
    assert (changed.last_term.began_on, changed.notice_given_on) == (START, TODAY)
    renewed = buying.given(*ACME, notice, RENEWAL).state
    assert renewed is not None
    assert (renewed.last_term.began_on, renewed.notice_given_on) == (NEXT_START, None)


def test_the_term_that_is_shown_is_the_one_of_the_day_or_the_last_one() -> None:
    customer = buying.given(*ACME, RENEWAL).state
    assert customer is not None

    days = (START, NEXT_START, date(2028, 1, 1))
    assert [customer.shown_term(day).starts_on for day in days] == [START, NEXT_START, NEXT_START]


def test_another_plan_is_a_change_at_the_end_of_a_term_or_within_it() -> None:
    at_the_end = replace(BUY_NEXT, plan="silver")
    within = replace(BUY_NEXT, plan="platinum", starts_on=date(2026, 6, 1), ends_on=END)

    changed = buying.given(*ACME).when(at_the_end).decide()
    assert [getattr(event, "how", None) for event in changed] == ["change"]
    better = buying.given(*ACME).when(within).decide()
    assert [getattr(event, "how", None) for event in better] == ["change"]
    same = buying.given(*ACME).when(replace(within, plan="gold")).decide()
    assert [getattr(event, "how", None) for event in same] == ["change"]


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "code"),
    [
        (date(2027, 1, 2), NEXT_END, "term-not-contiguous"),
        (date(2026, 6, 1), date(2026, 12, 30), "term-not-shortened"),
        (date(2026, 6, 1), END, "worse-within-the-term"),
    ],
)
def test_a_term_leaves_no_gap_and_takes_nothing_from_the_one_that_runs(
    starts_on: date, ends_on: date, code: str
) -> None:
    command = replace(BUY_NEXT, plan="silver", starts_on=starts_on, ends_on=ends_on)

    buying.given(*ACME).when(command).refused(code)


def test_a_plan_that_lapsed_is_taken_up_where_it_ended() -> None:
    back = replace(BUY_NEXT, today=date(2027, 3, 1))

    returned = buying.given(*ACME).when(back).decide()
    assert [getattr(event, "how", None) for event in returned] == ["return"]
    with_a_gap = replace(back, starts_on=date(2027, 3, 1))
    buying.given(*ACME).when(with_a_gap).refused("gap-must-be-paid")


def test_a_course_is_recorded_once_if_it_is_known_and_finished() -> None:
    command = CompleteTraining(
        user_id="ann",
        course="boot-camp",
        completed_on=START,
        known_courses=("boot-camp",),
        today=TODAY,
    )
    finished = TrainingCompleted(
        customer_id="acme", user_id="ann", course="boot-camp", completed_on=START
    )

    training.given(*ACME, ANN).when(command).then(finished)
    training.given(*ACME, ANN, finished).when(command).then()
    training.given(*ACME).when(command).refused("unknown-user")
    training.given(*ACME, ANN).when(replace(command, course="x")).refused("unknown-course")
    training.given(*ACME, ANN).when(replace(command, completed_on=END)).refused(
        "completed-in-the-future"
    )


def test_a_notice_counts_in_time_and_for_a_term_that_is_not_over() -> None:
    command = GiveRenewalNotice(given_on=TODAY, terms=TERMS, today=TODAY)

    noticing.given(*ACME).when(command).then(RenewalNoticeGiven(customer_id="acme", given_on=TODAY))
    late = replace(command, given_on=date(2026, 12, 30), today=date(2026, 12, 30))
    noticing.given(*ACME).when(late).refused("notice-too-late")
    of_before = replace(command, given_on=date(2025, 12, 1))
    noticing.given(*ACME).when(of_before).refused("notice-before-the-term")
    noticing.given(*ACME).when(replace(command, given_on=START)).then(
        RenewalNoticeGiven(customer_id="acme", given_on=START)
    )


def test_a_contact_takes_a_seat_once_and_while_there_are_seats() -> None:
    command = NameAuthorizedContact(user_id="ann", terms=TERMS, today=TODAY)
    seats = TERMS.plan("gold").seats
    assert seats is not None
    others = [
        event
        for number in range(seats)
        for event in (
            UserAdded(
                customer_id="acme",
                user_id=f"u{number}",
                personal=PersonName(name="U", email="u@acme.example"),
            ),
            ContactAuthorized(customer_id="acme", user_id=f"u{number}", extra_seat=False),
        )
    ]

    naming.given(*ACME, ANN).when(command).then(NAMED)
    naming.given(*ACME, ANN, NAMED).when(command).then()
    naming.given(*ACME, ANN, *others).when(command).refused("seats-taken")
    with_a_seat = msgspec.structs.replace(REGISTERED, extra_seats=1)
    named = msgspec.structs.replace(NAMED, extra_seat=True)
    naming.given(with_a_seat, FIRST, ANN, *others).when(command).then(named)


def test_an_authorization_ends_once() -> None:
    command = RevokeAuthorizedContact(user_id="ann")
    revoked = ContactAuthorizationRevoked(customer_id="acme", user_id="ann")

    revoking.given(*ACME, ANN, NAMED).when(command).then(revoked)
    on_extra_seat = msgspec.structs.replace(NAMED, extra_seat=True)
    after = revoking.given(*ACME, ANN, on_extra_seat).when(command).then(revoked)
    assert after is not None
    assert not after.users["ann"].extra_seat
    revoking.given(*ACME, ANN, NAMED, revoked).when(command).then()


def test_fees_are_recorded_when_they_change() -> None:
    paid = FeesPaid(customer_id="acme")

    recording_fees.given(*ACME).when(RecordFees(overdue=True)).then(OVERDUE)
    recording_fees.given(*ACME, OVERDUE).when(RecordFees(overdue=True)).then()
    recording_fees.given(*ACME, OVERDUE).when(RecordFees(overdue=False)).then(paid)
    recording_fees.given(*ACME, OVERDUE, paid).when(RecordFees(overdue=False)).then()


def test_renewals_are_recorded_once_and_not_after_a_notice() -> None:
    command = RecordRenewals(until=NEXT_START, version_on=lambda _day: TERMS.version)
    notice = RenewalNoticeGiven(customer_id="acme", given_on=TODAY)

    recording_renewals.given(*ACME).when(command).then(RENEWAL)
    recording_renewals.given(*ACME, RENEWAL).when(command).then()
    recording_renewals.given(*ACME, notice).when(command).then()
    recording_renewals.given().when(command).refused("unknown-customer")


def test_a_user_is_shown_itself_and_a_contact_the_other_contacts() -> None:
    bob = UserAdded(
        customer_id="acme", user_id="bob", personal=PersonName(name="Bob", email="b@acme.example")
    )
    customer = adding.given(*ACME, ANN, bob, NAMED).state
    assert customer is not None

    assert [user.user_id for user in who_is_shown(customer, "bob")] == ["bob"]
    assert [user.user_id for user in who_is_shown(customer, "ann")] == ["ann"]
    assert who_is_shown(customer, None) == ()
