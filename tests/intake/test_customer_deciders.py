"""Each decider about a customer alone: given events, when a command, then events or a refusal."""

from dataclasses import replace
from datetime import date, timedelta

import msgspec
import pytest

from careplans.terms import load_terms
from events.catalogue.customer_events import (
    ContactAuthorizationRevoked,
    ContactAuthorized,
    ExtraSeatsChanged,
    FeesFellOverdue,
    FeesPaid,
    PersonName,
    Reason,
    RenewalNoticeGiven,
    TermBought,
    TrainingCompleted,
    UserAdded,
)
from events.event import Event
from intake.adapters import deciders
from intake.domain.add_user import AddUser, check_is_known
from intake.domain.buy_term import BuyTerm, WorseWithinTheTerm
from intake.domain.complete_training import CompleteTraining
from intake.domain.customer import Term, User
from intake.domain.errors import Invalid
from intake.domain.give_renewal_notice import GiveRenewalNotice
from intake.domain.give_seats import SeatsWanted
from intake.domain.name_authorized_contact import NameAuthorizedContact
from intake.domain.record_fees import RecordFees
from intake.domain.record_renewals import RecordRenewals
from intake.domain.register_customer import RegisterCustomer
from intake.domain.revoke_authorized_contact import RevokeAuthorizedContact
from intake.domain.who_sees_case import who_is_shown
from tests.intake.sample_customers import ACME, ANN, END, FIRST, NAMED, REGISTERED, START, TERMS
from tests.support.given import deciding

TODAY = date(2026, 3, 2)
NEXT_START, NEXT_END = date(2027, 1, 1), date(2027, 12, 31)

RENEWAL = TermBought(
    customer_id="acme",
    plan="gold",
    starts_on=NEXT_START,
    ends_on=NEXT_END,
    terms_version=TERMS.version,
    how="renewal",
)
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
        today=START,
    )

    registering.given().when(command).then(REGISTERED, FIRST)
    registering.given(*ACME).when(command).refused("customer-exists")
    backwards = replace(command, ends_on=date(2025, 12, 31))
    registering.given().when(backwards).refused("term-ends-before-it-starts")
    one_day = replace(command, ends_on=START)
    registering.given().when(one_day).then(
        REGISTERED, msgspec.structs.replace(FIRST, ends_on=START)
    )


def test_a_term_so_long_ago_that_it_renewed_without_end_is_refused() -> None:
    day = RegisterCustomer(
        customer_id="acme",
        name="Acme",
        plan="gold",
        starts_on=START,
        ends_on=START,
        terms_version=TERMS.version,
        today=START + timedelta(days=400),
    )
    two_days = replace(day, ends_on=START + timedelta(days=1))

    registering.given().when(day).then(REGISTERED, msgspec.structs.replace(FIRST, ends_on=START))
    for command, today in ((day, 401), (two_days, 802)):
        late = replace(command, today=START + timedelta(days=today))
        registering.given().when(late).refused("term-too-long-ago")
    in_time = replace(two_days, today=START + timedelta(days=801))
    registering.given().when(in_time).then(
        REGISTERED, msgspec.structs.replace(FIRST, ends_on=START + timedelta(days=1))
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
    terms_of=load_terms().version,
    today=TODAY,
    buyer="office",
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
    assert isinstance(refusal, WorseWithinTheTerm)
    assert [loss.name for loss in refusal.lost] == ["notice"]
    assert "notice (a notice is due 120 days" in refusal.detail
    same = replace(again, terms=worse, terms_of=lambda _version: worse)
    buying.given(*ACME).when(same).then(
        msgspec.structs.replace(
            FIRST, starts_on=date(2026, 6, 1), terms_version="2027.1", how="change"
        )
    )


PLATINUM = replace(BUY_NEXT, plan="platinum", starts_on=date(2026, 6, 1), ends_on=END)
SLOWER = ("target-P2", "target-P3", "target-P4")
BOUGHT_PLATINUM = TermBought(
    customer_id="acme",
    plan="platinum",
    starts_on=date(2026, 6, 1),
    ends_on=END,
    terms_version=TERMS.version,
    how="change",
    accepted_losses=SLOWER,
)


def test_a_dearer_plan_that_answers_later_takes_something_away_which_is_given_up_by_name() -> None:
    refusal = buying.given(*ACME).when(PLATINUM).refused("worse-within-the-term")
    assert isinstance(refusal, WorseWithinTheTerm)
    assert tuple(loss.name for loss in refusal.lost) == SLOWER

    some = replace(PLATINUM, accepts_losses=SLOWER[:2])
    left = buying.given(*ACME).when(some).refused("worse-within-the-term")
    assert isinstance(left, WorseWithinTheTerm)
    assert [loss.name for loss in left.lost] == ["target-P4"]
    accepted = replace(PLATINUM, accepts_losses=SLOWER)
    buying.given(*ACME).when(accepted).then(BOUGHT_PLATINUM)


def test_a_renewal_bought_ahead_does_not_keep_the_running_term_from_changing() -> None:
    accepted = replace(PLATINUM, accepts_losses=SLOWER)
    after = buying.given(*ACME, RENEWAL).when(accepted).then(BOUGHT_PLATINUM)

    assert after is not None
    assert [after.shown_term(day).plan for day in (TODAY, PLATINUM.starts_on, NEXT_START)] == [
        "gold",
        "platinum",
        "gold",
    ]
    assert after.last_term.starts_on == NEXT_START
    over_the_next = replace(accepted, ends_on=date(2027, 1, 1))
    buying.given(*ACME, RENEWAL).when(over_the_next).refused("term-not-contiguous")


def test_a_term_bought_ahead_is_changed_and_lengthened_like_the_running_one() -> None:
    longer = replace(PLATINUM, starts_on=NEXT_START, ends_on=date(2028, 6, 30))
    changed = buying.given(*ACME, RENEWAL).when(replace(longer, accepts_losses=SLOWER)).decide()
    assert [getattr(event, "how", None) for event in changed] == ["change"]


def test_a_term_that_leaves_days_without_a_plan_is_told_when_it_could_start() -> None:
    late = replace(BUY_NEXT, starts_on=date(2027, 2, 1))
    running = buying.given(*ACME).when(late).refused("term-not-contiguous")
    assert "starts on 2027-01-01" in running.detail
    assert "between 2026-03-02 and 2026-12-31" in running.detail
    before = replace(late, today=date(2025, 12, 1))
    assert "between" not in buying.given(*ACME).when(before).refused("term-not-contiguous").detail


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

    days = (date(2025, 12, 31), START, NEXT_START, date(2028, 1, 1))
    assert [customer.shown_term(day).starts_on for day in days] == [
        START,
        START,
        NEXT_START,
        NEXT_START,
    ]
    assert [term.starts_on for term in customer.terms_ahead(date(2025, 12, 31))] == [
        START,
        NEXT_START,
    ]
    assert [term.starts_on for term in customer.terms_ahead(START)] == [NEXT_START]


def test_another_plan_is_a_change_at_the_end_of_a_term_and_loses_nothing_there() -> None:
    at_the_end = replace(BUY_NEXT, plan="silver")
    buying.given(*ACME).when(at_the_end).then(
        msgspec.structs.replace(RENEWAL, plan="silver", how="change")
    )


def test_the_same_plan_under_the_same_terms_may_start_anew_within_its_term() -> None:
    longer = replace(BUY_NEXT, starts_on=date(2026, 6, 1), ends_on=date(2027, 5, 31))
    [bought] = buying.given(*ACME).when(longer).decide()
    assert getattr(bought, "how", None) == "change"


def contacts(count: int) -> list[Event]:
    return [
        event
        for number in range(count)
        for event in (
            UserAdded(
                customer_id="acme",
                user_id=f"u{number}",
                personal=PersonName(name="U", email="u@acme.example"),
            ),
            ContactAuthorized(customer_id="acme", user_id=f"u{number}", extra_seat=False),
        )
    ]


ON_PLATINUM = (
    msgspec.structs.replace(REGISTERED, extra_seats=1),
    msgspec.structs.replace(FIRST, plan="platinum"),
    *contacts(7),
)
KEPT = tuple(f"u{number}" for number in range(5))


def test_more_contacts_than_seats_are_settled_in_the_purchase_and_leave_with_the_term() -> None:
    refusal = buying.given(*ON_PLATINUM).when(BUY_NEXT).refused("seats-taken")
    assert "7 authorized contacts would share 5 seats" in refusal.detail
    assert "Gold has any number of extra seats" in refusal.detail
    all_but_one = replace(BUY_NEXT, seats=SeatsWanted(keep=[*KEPT, "u5"]))
    buying.given(*ON_PLATINUM).when(all_but_one).refused("seats-taken")

    for_five = replace(BUY_NEXT, seats=SeatsWanted(keep=KEPT))
    bought = msgspec.structs.replace(RENEWAL, how="change", gives_up_seats=("u5", "u6"))
    after = buying.given(*ON_PLATINUM).when(for_five).then(bought)
    assert after is not None
    assert len(after.authorized_contacts) == 7
    assert after.contacts_from(END) == (*KEPT, "u5", "u6")
    assert after.contacts_from(NEXT_START) == KEPT

    command = RecordRenewals(until=NEXT_START, version_on=lambda _day: TERMS.version)
    begun = recording_renewals.given(*ON_PLATINUM, bought)
    gone = begun.when(command).then(*map(revoked_of, ("u5", "u6")))
    assert gone is not None
    assert ([user.user_id for user in gone.authorized_contacts], gone.leaving) == ([*KEPT], {})
    begun.when(replace(command, until=END)).then()


def revoked_of(user_id: str) -> ContactAuthorizationRevoked:
    return ContactAuthorizationRevoked(customer_id="acme", user_id=user_id)


def test_who_leaves_with_the_term_leaves_although_another_has_left_before() -> None:
    bought = msgspec.structs.replace(RENEWAL, how="change", gives_up_seats=("u5", "u6"))
    customer = buying.given(*ON_PLATINUM, bought, revoked_of("u5")).state

    assert customer is not None
    assert customer.leaving == {"u6": NEXT_START}


def test_seats_that_ended_with_a_term_of_one_day_are_settled() -> None:
    day = NEXT_START
    bought = msgspec.structs.replace(
        RENEWAL, how="change", ends_on=day, gives_up_seats=("u5", "u6")
    )
    after_it = replace(BUY_NEXT, starts_on=day + timedelta(days=1))

    assert len(buying.given(*ON_PLATINUM, bought).when(after_it).decide()) == 1


def test_a_plan_that_begins_today_takes_the_seats_at_once() -> None:
    back = replace(BUY_NEXT, today=date(2027, 3, 1), seats=SeatsWanted(keep=KEPT))
    bought = msgspec.structs.replace(RENEWAL, how="return", gives_up_seats=("u5", "u6"))
    after = buying.given(*ON_PLATINUM).when(back).then(bought, *map(revoked_of, ("u5", "u6")))
    assert after is not None
    assert after.leaving == {}
    on_the_day = replace(back, starts_on=NEXT_START, today=NEXT_START)
    assert len(buying.given(*ON_PLATINUM).when(on_the_day).decide()) == 3


def test_a_purchase_settles_the_seats_of_its_own_days_anew_and_of_no_others() -> None:
    bought = msgspec.structs.replace(RENEWAL, how="change", gives_up_seats=("u5", "u6"))
    again = replace(BUY_NEXT, ends_on=date(2028, 12, 31), seats=SeatsWanted(keep=[*KEPT[1:], "u6"]))
    after = (
        buying.given(*ON_PLATINUM, bought)
        .when(again)
        .then(
            msgspec.structs.replace(
                bought, ends_on=date(2028, 12, 31), how="change", gives_up_seats=("u0", "u5")
            )
        )
    )
    assert after is not None
    assert after.leaving == {"u0": NEXT_START, "u5": NEXT_START}

    within = msgspec.structs.replace(FIRST, plan="platinum", starts_on=TODAY, how="change")
    left = buying.given(*ON_PLATINUM, bought, within).state
    assert left is not None
    assert left.leaving == {"u5": NEXT_START, "u6": NEXT_START}
    last_day = msgspec.structs.replace(
        RENEWAL, starts_on=date(2026, 12, 2), ends_on=NEXT_START, how="change"
    )
    replaced = buying.given(*ON_PLATINUM, bought, last_day).state
    assert replaced is not None
    assert replaced.leaving == {}


# Terms with one paid seat at most, as the first had them; those of today have no limit (CP-9).
ONE_SEAT = msgspec.structs.replace(TERMS, plans=load_terms().version("2010.1").plans)


def test_a_change_that_began_before_today_says_why_it_is_recorded_late() -> None:
    """CP-2: cases of the days between were opened under the plan before."""
    accepted = replace(
        PLATINUM,
        starts_on=date(2026, 3, 1),
        accepts_losses=tuple(f"target-{it}" for it in ("P2", "P3", "P4")),
    )
    buying.given(*ACME).when(accepted).refused("reason-required")
    late = replace(accepted, late_reason="The order form lay on a desk")
    [bought] = buying.given(*ACME).when(late).decide()
    assert isinstance(bought, TermBought)
    assert bought.personal == Reason(text="The order form lay on a desk")
    assert len(buying.given(*ACME).when(replace(accepted, starts_on=TODAY)).decide()) == 1


def test_a_caller_under_a_users_id_is_that_user() -> None:
    """CP-13: by the name, and by the address where one is given."""
    known = User(user_id="ann", name="Ann", email="ann@acme.example")
    ann = AddUser(user_id="ann", name="Ann", email="ann@acme.example")
    for same in (ann, replace(ann, email="")):
        check_is_known(same, known)
    for other in (replace(ann, name="Zoe"), replace(ann, email="zoe@acme.example")):
        with pytest.raises(Invalid) as refused:
            check_is_known(other, known)
        assert refused.value.code == "caller-is-somebody-else"


def test_paid_seats_are_bought_with_a_term_as_many_as_the_plan_has() -> None:
    four = (*ACME, *contacts(4))
    one_more = replace(BUY_NEXT, terms=ONE_SEAT, seats=SeatsWanted(extra=1))
    seats = ExtraSeatsChanged(customer_id="acme", extra_seats=1, changed_by="office")
    buying.given(*four).when(one_more).then(seats, RENEWAL)
    two_more = replace(one_more, seats=SeatsWanted(extra=2))
    today = replace(two_more, terms=TERMS)
    buying.given(*four).when(today).then(msgspec.structs.replace(seats, extra_seats=2), RENEWAL)
    refusal = buying.given(*four).when(two_more).refused("too-many-extra-seats")
    assert refusal.detail == "Gold has extra seats, at most 1."
    silver = replace(one_more, plan="silver")
    none = buying.given(*four).when(silver).refused("too-many-extra-seats")
    assert none.detail == "Silver has no extra seats. Its contacts are not limited."
    had = msgspec.structs.replace(REGISTERED, extra_seats=1)
    buying.given(had, FIRST, *contacts(5)).when(one_more).then(RENEWAL)


def test_whoever_gives_back_paid_seats_that_are_needed_is_told_to_leave_them_out() -> None:
    had = msgspec.structs.replace(REGISTERED, extra_seats=1)
    fewer = replace(BUY_NEXT, seats=SeatsWanted(extra=0))
    refusal = buying.given(had, FIRST, *contacts(5)).when(fewer).refused("seats-taken")
    assert "5 authorized contacts would share 4 seats: name in keeps_seats who" in refusal.detail
    assert "or leave extra_seats out to keep the paid seats that there are" in refusal.detail
    # With seven, the one that was paid for would not do either.
    more = buying.given(had, FIRST, *contacts(7)).when(fewer).refused("seats-taken")
    assert "or buy extra_seats; Gold has" in more.detail


def test_a_paid_seat_is_not_given_back_while_somebody_sits_on_it_in_another_term() -> None:
    """CP-9: paid seats change today, also where the term that is bought begins later."""
    had = msgspec.structs.replace(REGISTERED, extra_seats=1)
    kept = replace(BUY_NEXT, seats=SeatsWanted(keep=("u0",), extra=0))
    refusal = buying.given(had, FIRST, *contacts(5)).when(kept).refused("seats-taken")
    assert "5 seats are taken from 2026-01-01 on, and 4 would be left" in refusal.detail
    assert "first, or leave extra_seats out to keep the paid seats that there are" in refusal.detail
    four = (had, FIRST, *contacts(4))
    seats, *_ = buying.given(*four).when(kept).decide()
    assert seats == ExtraSeatsChanged(customer_id="acme", extra_seats=0, changed_by="office")
    # A renewal that is bought already has five contacts, too, unless they leave for the change.
    ahead = (had, FIRST, *contacts(5), RENEWAL)
    change = replace(
        BUY_NEXT,
        plan="platinum",
        starts_on=TODAY,
        ends_on=END,
        accepts_losses=["target-P2", "target-P3", "target-P4"],
        seats=SeatsWanted(extra=0),
    )
    refusal = buying.given(*ahead).when(change).refused("seats-taken")
    assert "from 2027-01-01 on" in refusal.detail
    four_stay = replace(change, seats=SeatsWanted(keep=("u0", "u1", "u2", "u3"), extra=0))
    assert len(buying.given(*ahead).when(four_stay).decide()) == 3


def test_the_paid_seats_of_another_plan_count_as_far_as_the_new_plan_has_them() -> None:
    many = msgspec.structs.replace(REGISTERED, extra_seats=3)
    to_gold = replace(BUY_NEXT, terms=ONE_SEAT, seats=SeatsWanted())
    platinum = msgspec.structs.replace(FIRST, plan="platinum")
    buying.given(many, platinum, *contacts(6)).when(to_gold).refused("seats-taken")
    # The same plan goes on with what was sold to it.
    buying.given(many, FIRST, *contacts(6)).when(to_gold).then(RENEWAL)
    free = replace(to_gold, terms=TERMS)
    [bought] = buying.given(many, platinum, *contacts(6)).when(free).decide()
    assert getattr(bought, "gives_up_seats", None) == ()


def test_nobody_keeps_a_seat_who_has_none() -> None:
    stranger = replace(BUY_NEXT, seats=SeatsWanted(keep=["u0", "zoe", "bob"]))
    refusal = buying.given(*ACME, *contacts(1)).when(stranger).refused("no-seat-to-keep")
    assert refusal.detail.endswith("bob, zoe")


def test_a_contact_is_named_if_the_terms_bought_ahead_have_a_seat_for_it_too() -> None:
    ahead = (
        (
            Term(
                plan="gold",
                starts_on=NEXT_START,
                ends_on=NEXT_END,
                terms_version=TERMS.version,
                began_on=NEXT_START,
            ),
            TERMS,
        ),
    )
    command = NameAuthorizedContact(user_id="ann", terms=TERMS, today=TODAY, ahead=ahead)
    platinum = msgspec.structs.replace(FIRST, plan="platinum")
    bought = msgspec.structs.replace(RENEWAL, how="change")

    naming.given(REGISTERED, platinum, bought, ANN, *contacts(4)).when(command).refused(
        "seats-taken"
    )
    leaves = msgspec.structs.replace(bought, gives_up_seats=("u0",))
    naming.given(REGISTERED, platinum, *contacts(4), leaves, ANN).when(command).then(NAMED)


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
    command = GiveRenewalNotice(given_on=TODAY, terms=TERMS, today=TODAY, recorded_by="office")
    given = RenewalNoticeGiven(customer_id="acme", given_on=TODAY, recorded_by="office")

    noticing.given(*ACME).when(command).then(given)
    noticing.given(*ACME, given).when(command).then()
    late = replace(command, given_on=date(2026, 12, 30), today=date(2026, 12, 30))
    noticing.given(*ACME).when(late).refused("notice-too-late")
    tomorrow = replace(command, given_on=date(2026, 3, 3))
    noticing.given(*ACME).when(tomorrow).refused("given-in-the-future")


def test_a_notice_of_an_earlier_day_needs_a_reason_and_a_term_that_had_begun() -> None:
    command = GiveRenewalNotice(
        given_on=START, terms=TERMS, today=TODAY, recorded_by="office", reason="A late letter."
    )
    noticing.given(*ACME).when(replace(command, reason=None)).refused("reason-required")
    noticing.given(*ACME).when(command).then(
        RenewalNoticeGiven(
            customer_id="acme",
            given_on=START,
            recorded_by="office",
            personal=Reason(text="A late letter."),
        )
    )
    of_before = replace(command, given_on=date(2025, 12, 31))
    noticing.given(*ACME).when(of_before).refused("notice-before-the-term")
    # For the term bought ahead it may be given within the running one, not before that.
    assert len(noticing.given(*ACME, RENEWAL).when(command).decide()) == 1
    noticing.given(*ACME, RENEWAL).when(of_before).refused("notice-before-the-term")
    # Where none runs yet, there was nothing to end before today.
    not_begun = replace(command, given_on=date(2025, 12, 1), today=date(2025, 12, 1))
    assert len(noticing.given(*ACME).when(not_begun).decide()) == 1
    noticing.given(*ACME).when(replace(not_begun, given_on=date(2025, 11, 30))).refused(
        "notice-before-the-term"
    )


def test_a_contact_takes_a_seat_once_and_while_there_are_seats() -> None:
    command = NameAuthorizedContact(user_id="ann", terms=TERMS, today=TODAY)
    seats = TERMS.plan("gold").seats
    assert seats is not None
    others = contacts(seats)

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
    after = revoking.given(*ACME, *contacts(2), ANN, NAMED).when(command).then(revoked)
    assert after is not None
    assert (after.users["ann"].authorized, after.seat_holders) == (False, ("u0", "u1"))
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
