"""Each decider of a correction: given events, when a command, then events or a refusal."""

from dataclasses import replace
from datetime import UTC, date, datetime

import msgspec

from careplans.terms import load_terms
from events.catalogue.case_events import MessageText, TeamContactAdded, TeamContactRemoved
from events.catalogue.customer_events import (
    ContactAuthorizationRevoked,
    CorrectedPerson,
    CustomerCorrected,
    EbcChanged,
    ExtraSeatsChanged,
    PersonalDataErased,
    Reason,
    TrainingCompleted,
    TrainingWithdrawn,
    UserCorrected,
    UserRemoved,
)
from events.event import Event
from intake.adapters import deciders
from intake.domain.add_user import AddUser
from intake.domain.correct_customer import CorrectCustomer
from intake.domain.correct_user import CorrectUser
from intake.domain.erase_personal_data import ErasePersonalData
from intake.domain.remove_team_contact import RemoveTeamContact
from intake.domain.remove_user import RemoveUser
from intake.domain.withdraw_training import WithdrawTraining
from tests.intake.sample_cases import CLOSED, OPENED
from tests.intake.sample_customers import ACME, ANN, FIRST, NAMED, REGISTERED, START
from tests.support.given import deciding

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
WHY = Reason(text="It was misspelt.")


correcting = deciding(deciders.CORRECTING_CUSTOMER)
correcting_user = deciding(deciders.CORRECTING_USER)
removing = deciding(deciders.REMOVING_USER)
erasing = deciding(deciders.ERASING)
withdrawing = deciding(deciders.WITHDRAWING_TRAINING)
adding = deciding(deciders.ADDING_USER)
leaving_team = deciding(deciders.REMOVING_TEAM_CONTACT)

CORRECT = CorrectCustomer(
    terms_of=load_terms().version,
    today=START,
    corrected_by="office",
    reason="It was misspelt.",
)


def contacts(count: int) -> list[Event]:
    return [
        event
        for number in range(count)
        for event in (
            msgspec.structs.replace(ANN, user_id=f"u{number}"),
            msgspec.structs.replace(NAMED, user_id=f"u{number}"),
        )
    ]


def test_a_name_and_a_zone_are_corrected_each_alone() -> None:
    named = CustomerCorrected(
        customer_id="acme", name="Acme Presses", zone=None, corrected_by="office", personal=WHY
    )
    after = correcting.given(*ACME).when(replace(CORRECT, name="Acme Presses")).then(named)
    assert after is not None
    assert (after.name, after.zone) == ("Acme Presses", None)
    zoned = msgspec.structs.replace(named, zone="Asia/Tokyo")
    moved = correcting.given(*ACME, named).when(replace(CORRECT, zone="Asia/Tokyo")).then(zoned)
    assert moved is not None
    assert moved.zone == "Asia/Tokyo"


def test_what_is_as_recorded_needs_no_correction() -> None:
    same = replace(CORRECT, name="Acme", extra_seats=0, ebc=False)
    correcting.given(*ACME).when(same).then()
    correcting.given(*ACME).when(CORRECT).then()
    correcting.given().when(same).refused("unknown-customer")


def test_continuity_is_bought_and_given_back_later() -> None:
    bought = EbcChanged(customer_id="acme", ebc=True, changed_by="office", personal=WHY)
    after = correcting.given(*ACME).when(replace(CORRECT, ebc=True)).then(bought)
    assert after is not None
    assert after.ebc
    back = msgspec.structs.replace(bought, ebc=False)
    correcting.given(*ACME, bought).when(replace(CORRECT, ebc=False)).then(back)


def test_paid_seats_are_bought_later_as_many_as_the_plan_has() -> None:
    one = ExtraSeatsChanged(customer_id="acme", extra_seats=1, changed_by="office", personal=WHY)
    correcting.given(*ACME).when(replace(CORRECT, extra_seats=1)).then(one)
    limited = (REGISTERED, msgspec.structs.replace(FIRST, terms_version="2010.1"))
    two_more = replace(CORRECT, extra_seats=2)
    correcting.given(*limited).when(two_more).refused("too-many-extra-seats")
    # The terms are those of the customer as it is when this is decided, not as it was read before.
    better = msgspec.structs.replace(FIRST, starts_on=date(2026, 6, 1), how="change")
    correcting.given(*limited, better).when(two_more).refused("too-many-extra-seats")
    later = replace(two_more, today=date(2026, 6, 1))
    assert len(correcting.given(*limited, better).when(later).decide()) == 1
    # CP-9: the terms of today name no limit.
    two = msgspec.structs.replace(one, extra_seats=2)
    correcting.given(*ACME).when(replace(CORRECT, extra_seats=2)).then(two)
    # One more helps those who have too few, though it is not enough for all of them.
    correcting.given(*ACME, *contacts(6)).when(replace(CORRECT, extra_seats=1)).then(one)


def test_a_paid_seat_is_given_back_once_nobody_sits_on_it() -> None:
    had = msgspec.structs.replace(REGISTERED, extra_seats=1)
    back = replace(CORRECT, extra_seats=0)
    none = ExtraSeatsChanged(customer_id="acme", extra_seats=0, changed_by="office", personal=WHY)
    refusal = correcting.given(had, FIRST, *contacts(5)).when(back).refused("seats-taken")
    assert "5 seats are taken" in refusal.detail
    assert "4 would be left" in refusal.detail
    correcting.given(had, FIRST, *contacts(4)).when(back).then(none)
    many = msgspec.structs.replace(had, extra_seats=9)
    fewer = msgspec.structs.replace(none, extra_seats=2)
    # More than the plan sells today may stand from before; giving some back needs no leave.
    correcting.given(many, FIRST, *contacts(5)).when(replace(back, extra_seats=2)).then(fewer)
    silver = msgspec.structs.replace(FIRST, plan="silver")
    correcting.given(had, silver, *contacts(9)).when(back).then(none)


def test_a_paid_seat_is_not_given_back_that_a_term_bought_ahead_needs() -> None:
    had = msgspec.structs.replace(REGISTERED, extra_seats=1)
    platinum = msgspec.structs.replace(FIRST, plan="platinum")
    gold = msgspec.structs.replace(
        FIRST, starts_on=date(2027, 1, 1), ends_on=date(2027, 12, 31), how="change"
    )
    back = replace(CORRECT, extra_seats=0)
    refusal = correcting.given(had, platinum, gold, *contacts(5)).when(back).refused("seats-taken")
    assert "2027-01-01" in refusal.detail


def test_a_user_is_corrected_in_what_is_wrong() -> None:
    command = CorrectUser(
        user_id="ann", name="Anne", corrected_by="office", reason="It was misspelt."
    )
    right = UserCorrected(
        customer_id="acme",
        user_id="ann",
        corrected_by="office",
        personal=CorrectedPerson(name="Anne", email="ann@acme.example", reason="It was misspelt."),
    )
    after = correcting_user.given(*ACME, ANN).when(command).then(right)
    assert after is not None
    assert (after.users["ann"].name, after.users["ann"].email) == ("Anne", "ann@acme.example")
    moved = replace(command, name=None, email="anne@acme.example")
    [event] = correcting_user.given(*ACME, ANN, right).when(moved).decide()
    assert isinstance(event, UserCorrected)
    assert (event.personal.name, event.personal.email) == ("Anne", "anne@acme.example")
    correcting_user.given(*ACME, ANN, right).when(command).then()
    correcting_user.given(*ACME).when(command).refused("unknown-user")


def test_a_user_is_removed_once_with_its_seat_and_its_id_is_never_anothers() -> None:
    command = RemoveUser(user_id="ann", removed_by="office", reason="It was misspelt.")
    removed = UserRemoved(customer_id="acme", user_id="ann", removed_by="office", personal=WHY)
    revoked = ContactAuthorizationRevoked(customer_id="acme", user_id="ann")

    removing.given(*ACME, ANN).when(command).then(removed)
    after = removing.given(*ACME, ANN, NAMED).when(command).then(revoked, removed)
    assert after is not None
    assert (after.seat_holders, after.users, set(after.former_users)) == ((), {}, {"ann"})
    removing.given(*ACME, ANN, removed).when(command).then()
    removing.given(*ACME).when(command).refused("unknown-user")
    again = AddUser(user_id="ann", name="Ann", email="other@acme.example")
    adding.given(*ACME, ANN, removed).when(again).refused("user-exists")


def test_a_course_is_taken_back_once() -> None:
    command = WithdrawTraining(
        user_id="ann", course="boot-camp", withdrawn_by="office", reason="It was misspelt."
    )
    finished = TrainingCompleted(
        customer_id="acme", user_id="ann", course="boot-camp", completed_on=START
    )
    other = msgspec.structs.replace(finished, course="role-supplement")
    withdrawn = TrainingWithdrawn(
        customer_id="acme", user_id="ann", course="boot-camp", withdrawn_by="office", personal=WHY
    )
    after = withdrawing.given(*ACME, ANN, finished, other).when(command).then(withdrawn)
    assert after is not None
    assert set(after.users["ann"].trainings) == {"role-supplement"}
    withdrawing.given(*ACME, ANN, finished, withdrawn).when(command).then()
    withdrawing.given(*ACME).when(command).refused("unknown-user")


def test_a_user_leaves_the_team_of_a_case_also_of_a_closed_one() -> None:
    command = RemoveTeamContact(user_id="bob", removed_by="ann", reason="It was misspelt.")
    added = TeamContactAdded(case_id=OPENED.case_id, user_id="bob")
    removed = TeamContactRemoved(
        case_id=OPENED.case_id,
        user_id="bob",
        removed_by="ann",
        personal=MessageText(text="It was misspelt."),
    )
    after = leaving_team.given(OPENED, added).when(command).then(removed)
    assert after is not None
    assert after.team_contacts == frozenset()
    leaving_team.given(OPENED, added, CLOSED).when(command).then(removed)
    leaving_team.given(OPENED).when(command).then()
    reporter = replace(command, user_id=OPENED.reporter_id)
    leaving_team.given(OPENED).when(reporter).refused("logged-the-case")


ERASE = ErasePersonalData(user_id="ann", erased_by="office", reason="person-asked", now=NOON)
ERASED = PersonalDataErased(
    customer_id="acme", user_id="ann", erased_by="office", reason="person-asked", erased_at=NOON
)


def test_an_erased_user_keeps_the_id_and_nothing_else_that_is_personal() -> None:
    customer = erasing.given(*ACME, ANN).when(ERASE).then(ERASED)
    assert customer is not None
    user = customer.users["ann"]
    assert (user.user_id, user.name, user.email) == ("ann", "erased", "erased")


def test_a_user_who_was_removed_is_erased_and_stays_removed() -> None:
    removed = UserRemoved(customer_id="acme", user_id="ann", removed_by="office", personal=WHY)
    customer = erasing.given(*ACME, ANN, removed).when(ERASE).then(ERASED)
    assert customer is not None
    assert "ann" not in customer.users
    assert customer.former_users["ann"].email == "erased"


def test_what_came_since_an_erasure_is_erased_by_another() -> None:
    erasing.given(*ACME, ANN, ERASED).when(ERASE).then(ERASED)


def test_nobody_is_erased_whom_the_customer_never_had() -> None:
    erasing.given(*ACME).when(ERASE).refused("unknown-user")
    erasing.given().when(ERASE).refused("unknown-customer")
