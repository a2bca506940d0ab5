"""Which terms began by themselves, and what a notice and a purchase make of them: decided on dates
(CP-2 to CP-5).
"""

from datetime import date
from functools import reduce

import pytest

from careplans.terms import load_terms
from events.catalogue.customer_events import (
    CustomerRegistered,
    FeesFellOverdue,
    RenewalNoticeGiven,
    TermBought,
)
from events.catalogue.terms import Plan
from intake.domain import buy_term, give_renewal_notice
from intake.domain.buy_term import BuyTerm, How
from intake.domain.customer import Customer, CustomerEvent, evolve, existing
from intake.domain.errors import Conflicting
from intake.domain.give_renewal_notice import GiveRenewalNotice
from intake.domain.plan_rules import entitlement_status, no_access
from intake.domain.renew_terms import renewals_due, renewed

TERMS = load_terms().in_force(date(2026, 1, 1))
START, END = date(2026, 1, 1), date(2026, 12, 31)
NEW_YEAR = date(2027, 1, 1)
REGISTERED = CustomerRegistered(customer_id="acme", name="Acme")


def version_on(day: date) -> str:
    return "2010.1" if day < NEW_YEAR else "2027.1"


def bought(
    starts_on: date = START,
    ends_on: date = END,
    plan: Plan = "gold",
    how: How = "renewal",
    version: str = "2010.1",
) -> TermBought:
    return TermBought(
        customer_id="acme",
        plan=plan,
        starts_on=starts_on,
        ends_on=ends_on,
        terms_version=version,
        how=how,
    )


def given(*events: CustomerEvent) -> Customer:
    start: Customer | None = None
    return existing(reduce(evolve, (REGISTERED, bought(), *events), start))


def terms_due(customer: Customer, on: date) -> list[TermBought]:
    return [it for it in renewals_due(customer, on, version_on) if isinstance(it, TermBought)]


def test_nothing_renews_before_the_term_has_ended() -> None:
    assert renewals_due(given(), END, version_on) == []


def test_the_new_term_is_pinned_to_the_terms_of_its_first_day() -> None:
    assert renewals_due(given(), NEW_YEAR, version_on) == [
        bought(NEW_YEAR, date(2027, 12, 31), version="2027.1")
    ]


def test_a_notice_ends_it_and_overdue_fees_do_not() -> None:
    noticed = given(RenewalNoticeGiven(customer_id="acme", given_on=date(2026, 6, 1)))
    overdue = given(FeesFellOverdue(customer_id="acme"))
    assert renewals_due(noticed, NEW_YEAR, version_on) == []
    assert entitlement_status(noticed, NEW_YEAR) == "lapsed"
    assert len(renewals_due(overdue, NEW_YEAR, version_on)) == 1
    assert entitlement_status(renewed(overdue, NEW_YEAR, version_on), NEW_YEAR) == "fees-overdue"


def test_what_is_recorded_renews_no_second_time() -> None:
    after = renewed(given(), NEW_YEAR, version_on)
    assert renewals_due(after, NEW_YEAR, version_on) == []
    assert renewed(after, NEW_YEAR, version_on) is after


def test_a_term_bought_ahead_is_the_one_that_renews() -> None:
    ahead = given(bought(NEW_YEAR, date(2027, 12, 31)))
    [renewal] = terms_due(ahead, date(2028, 1, 1))
    assert (renewal.starts_on, renewal.ends_on) == (date(2028, 1, 1), date(2028, 12, 31))


def test_a_change_to_a_longer_term_is_a_term_of_its_own_and_takes_the_notice_back() -> None:
    notice = RenewalNoticeGiven(customer_id="acme", given_on=date(2026, 3, 1))
    longer = given(notice, bought(date(2026, 3, 2), date(2028, 3, 1), how="change"))
    assert longer.notice_given_on is None
    [renewal] = terms_due(longer, date(2028, 3, 2))
    assert (renewal.starts_on, renewal.ends_on) == (date(2028, 3, 2), date(2030, 3, 1))


def test_the_very_same_term_is_not_bought_twice() -> None:
    ahead = bought(NEW_YEAR, date(2027, 12, 31), version=TERMS.version)
    again = BuyTerm(
        plan="gold",
        starts_on=ahead.starts_on,
        ends_on=ahead.ends_on,
        terms=TERMS,
        terms_of=load_terms().version,
        today=START,
        buyer="office",
    )
    assert buy_term.decide(again, given()) == [ahead]
    assert buy_term.decide(again, given(ahead)) == []


def test_a_notice_is_for_the_last_term_and_not_of_before_it_began() -> None:
    after = renewed(given(), NEW_YEAR, version_on)
    early = GiveRenewalNotice(
        given_on=date(2026, 10, 2),
        terms=TERMS,
        today=NEW_YEAR,
        recorded_by="office",
        reason="A late letter.",
    )
    with pytest.raises(Conflicting) as refused:
        give_renewal_notice.decide(early, after)
    assert refused.value.code == "notice-before-the-term"
    ahead = given(bought(NEW_YEAR, date(2027, 12, 31)))
    early_notice = GiveRenewalNotice(
        given_on=date(2026, 10, 3), terms=TERMS, today=date(2026, 10, 3), recorded_by="office"
    )
    assert len(give_renewal_notice.decide(early_notice, ahead)) == 1


def test_a_plan_that_is_in_force_begins_on_no_other_day() -> None:
    ahead = given(bought(NEW_YEAR, date(2027, 12, 31)))
    assert (ahead.begins_on(END), ahead.begins_on(date(2025, 12, 31))) == (None, START)
    assert ahead.begins_on(date(2028, 1, 1)) is None


def test_a_customer_has_access_within_its_term_while_its_fees_are_paid() -> None:
    customer = given(FeesFellOverdue(customer_id="acme"))

    assert no_access(given(), START) is None
    overdue, ended = no_access(customer, START), no_access(given(), NEW_YEAR)
    assert overdue is not None
    assert ended is not None
    assert (overdue.code, ended.code) == ("fees-overdue", "plan-lapsed")
