"""What a plan's customer may ask for (CP-4 to CP-15)."""

from dataclasses import replace
from datetime import date

import msgspec
import pytest

from careplans.entitlements import (
    CaseRequest,
    CustomerFacts,
    Refusal,
    ReporterFacts,
    entitlement_status,
    extra_seats_allowed,
    may_act_as_contact,
    may_buy_extra_seats,
    may_open,
    may_work_on_case,
    missing_trainings,
    next_seat,
    refusal_of,
)
from careplans.terms import load_terms
from careplans.vocabulary import PLANS, PRIORITIES
from events.catalogue.case_events import Area, Channel
from events.catalogue.terms import Plan, Priority

TERMS = load_terms().in_force(date(2026, 1, 1))
TODAY = date(2026, 6, 1)
PAID_UP = CustomerFacts(plan="gold", starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
TRAINED = ReporterFacts(named_as_contact=True, courses=frozenset({"boot-camp", "role-supplement"}))
USER = ReporterFacts(named_as_contact=False)


def asking(
    priority: Priority = "P3",
    reporter: ReporterFacts = TRAINED,
    channel: Channel = "online",
    area: Area = "product",
    subject: str = "Labels print twice",
) -> CaseRequest:
    return CaseRequest(
        priority=priority, channel=channel, area=area, subject=subject, reporter=reporter, on=TODAY
    )


def code(request: CaseRequest, customer: CustomerFacts = PAID_UP) -> str | None:
    refusal = may_open(request, customer, TERMS)
    return refusal.code if refusal else None


@pytest.mark.parametrize("priority", PRIORITIES)
def test_a_trained_contact_may_log_every_priority_online(priority: Priority) -> None:
    assert code(asking(priority)) is None


def test_any_user_may_log_a_p1_online_or_by_telephone() -> None:
    assert code(asking("P1", USER)) is None
    assert code(asking("P1", USER, "phone")) is None


@pytest.mark.parametrize("priority", ["P2", "P3", "P4"])
def test_only_an_authorized_contact_may_log_the_others(priority: Priority) -> None:
    assert code(asking(priority, USER)) == "authorized-contact-required"


@pytest.mark.parametrize("priority", ["P2", "P3", "P4"])
def test_the_telephone_is_for_p1(priority: Priority) -> None:
    assert code(asking(priority, channel="phone")) == "phone-is-for-p1"


def test_a_named_contact_without_training_may_not_act_yet() -> None:
    assert code(asking("P2", ReporterFacts(named_as_contact=True))) == "training-missing"


def test_a_customer_whose_plan_lapsed_has_no_access_not_even_for_a_p1() -> None:
    lapsed = CustomerFacts(plan="gold", starts_on=date(2025, 1, 1), ends_on=date(2025, 12, 31))
    assert code(asking("P1"), lapsed) == "plan-lapsed"
    refusal = may_open(asking("P1"), lapsed, TERMS)
    assert refusal == refusal_of("lapsed")


def test_a_term_includes_its_first_and_its_last_day() -> None:
    assert entitlement_status(PAID_UP, date(2026, 1, 1)) == "entitled"
    assert entitlement_status(PAID_UP, date(2026, 12, 31)) == "entitled"
    assert entitlement_status(PAID_UP, date(2027, 1, 1)) == "lapsed"
    assert entitlement_status(PAID_UP, date(2025, 12, 31)) == "lapsed"


def test_a_customer_that_never_bought_a_term_has_no_access() -> None:
    assert (
        entitlement_status(CustomerFacts(plan=None, starts_on=None, ends_on=None), TODAY)
        == "lapsed"
    )


def test_a_plan_that_was_bought_and_has_not_begun_says_from_when() -> None:
    ahead = CustomerFacts(plan=None, starts_on=None, ends_on=None, begins_on=date(2027, 3, 3))
    assert entitlement_status(ahead, TODAY) == "not-begun"
    refusal = may_open(asking("P1"), ahead, TERMS)
    assert refusal == refusal_of("not-begun", date(2027, 3, 3))
    assert refusal is not None
    assert (refusal.code, "2027-03-03" in refusal.detail) == ("plan-lapsed", True)


def test_unpaid_fees_put_a_customer_out_of_entitlement() -> None:
    overdue = CustomerFacts(
        plan="gold", starts_on=PAID_UP.starts_on, ends_on=PAID_UP.ends_on, fees_overdue=True
    )
    assert code(asking("P1"), overdue) == "fees-overdue"


def test_an_entitled_customer_is_refused_nothing() -> None:
    assert refusal_of("entitled") is None


@pytest.mark.parametrize(
    "subject", ["Password reset", "please reset my password!", "LOCKED OUT", "Unknown user name?"]
)
def test_passwords_and_lockouts_are_no_cases(subject: str) -> None:
    assert code(asking("P4", subject=subject)) == "not-a-case"


def test_what_is_about_an_account_is_no_case() -> None:
    assert code(asking("P3", area="account")) == "not-a-case"


def test_a_fault_that_only_mentions_passwords_is_a_case() -> None:
    assert code(asking("P3", subject="Password reset page crashes with error 500")) is None
    assert code(asking("P1", subject="Locked out")) is None


def test_no_refusal_names_anybody_and_every_one_says_something() -> None:
    refusals = [
        may_open(asking("P4", area="account"), PAID_UP, TERMS),
        refusal_of("lapsed"),
        refusal_of("fees-overdue"),
    ]
    for refusal in refusals:
        assert refusal is not None
        assert len(refusal.detail) > 20
        assert "@" not in refusal.detail


@pytest.mark.parametrize(
    ("courses", "missing"),
    [
        (frozenset(), ("boot-camp", "role-supplement")),
        (frozenset({"boot-camp"}), ("role-supplement",)),
        (frozenset({"champion-overview", "role-supplement"}), ("boot-camp",)),
        (frozenset({"champion-overview", "champion-foundation"}), ("role-supplement",)),
        (frozenset({"champion-overview", "champion-foundation", "role-supplement"}), ()),
        (frozenset({"boot-camp", "role-supplement"}), ()),
    ],
)
def test_training_is_the_boot_camp_or_both_courses_and_the_supplement(
    courses: frozenset[str], missing: tuple[str, ...]
) -> None:
    assert missing_trainings(courses, TERMS) == missing


def test_what_training_is_missing_is_said_by_name() -> None:
    refusal = may_act_as_contact(
        ReporterFacts(named_as_contact=True, courses=frozenset({"boot-camp"})), TERMS
    )
    assert refusal == Refusal(
        "training-missing",
        "Before acting as an authorized contact, these are still to be finished: "
        "Supplemental training for the role.",
    )


@pytest.mark.parametrize(("plan", "limit"), [("gold", 4), ("platinum", 6)])
def test_a_plan_has_its_number_of_seats_and_paid_extras(plan: Plan, limit: int) -> None:
    """CP-9: without a limit, as the plans name none; the first terms had one."""
    first = load_terms().version("2010.1")
    assert next_seat(plan, limit - 1, 0, TERMS) == "included"
    assert _code(next_seat(plan, limit, 0, TERMS)) == "seats-taken"
    assert next_seat(plan, limit, 1, TERMS) == "extra"
    assert _code(next_seat(plan, limit + 1, 1, TERMS)) == "seats-taken"
    assert may_buy_extra_seats(plan, 1, first)
    assert not may_buy_extra_seats(plan, 2, first)
    assert may_buy_extra_seats(plan, 200, TERMS)
    assert extra_seats_allowed(plan, first).endswith("has extra seats, at most 1.")
    assert extra_seats_allowed(plan, TERMS).endswith("has any number of extra seats.")


def test_silver_has_no_limit_of_seats() -> None:
    assert next_seat("silver", 1_000, 0, TERMS) == "included"


def test_a_plan_may_allow_any_number_of_paid_seats() -> None:
    silver = msgspec.structs.replace(TERMS.plans.silver, extra_seats="no-limit")
    terms = msgspec.structs.replace(
        TERMS, plans=msgspec.structs.replace(TERMS.plans, silver=silver)
    )
    assert may_buy_extra_seats("silver", 50, terms)


def test_none_is_a_number_of_paid_seats_too() -> None:
    assert may_buy_extra_seats("gold", 0, TERMS)
    assert not may_buy_extra_seats("gold", -1, TERMS)


def test_a_customer_with_a_plan_in_force_may_have_bought_the_next_one() -> None:
    bought = replace(PAID_UP, begins_on=date(2027, 1, 1))
    assert code(asking(), bought) is None


def test_a_user_on_a_cases_team_works_on_that_case_and_on_no_other() -> None:
    def refused(*, logged_it: bool = False, on_case_team: bool = False) -> bool:
        return (
            may_work_on_case(
                reporter=USER, logged_it=logged_it, on_case_team=on_case_team, terms=TERMS
            )
            is not None
        )

    assert not refused(on_case_team=True)
    assert not refused(logged_it=True)
    assert refused()


def _code(decision: object) -> str | None:
    return decision.code if isinstance(decision, Refusal) else None


def test_every_plan_has_a_name() -> None:
    assert [TERMS.plan(plan).name for plan in PLANS] == ["Silver", "Gold", "Platinum"]


def test_a_plan_that_has_not_begun_says_from_when_on_there_is_access() -> None:
    bought = CustomerFacts(plan=None, starts_on=None, ends_on=None, begins_on=date(2026, 7, 1))
    assert may_open(asking(), bought, TERMS) == Refusal(
        "plan-lapsed", "The plan has not begun: there is access to support from 2026-07-01 on."
    )
