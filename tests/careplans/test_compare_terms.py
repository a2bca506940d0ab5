"""Whether newer terms are materially worse for a plan (CP-2)."""

from datetime import date, time

import msgspec
import pytest

from careplans.calendar_files import AddedHoliday, CalendarFile
from careplans.calendars import Calendar, load_calendars
from careplans.compare_terms import Loss, Offer, losses, materially_worse
from careplans.scope import Exclusion
from careplans.target import is_slower, read_target
from careplans.terms import PlanTerms, Terms, load_terms
from careplans.terms_parts import CalendarChoice

OLD = load_terms().in_force(date(2026, 1, 1))
GOLD = OLD.plans.gold
replace = msgspec.structs.replace
NEXT = replace(OLD, version="2027.1", in_force_from=date(2027, 1, 1))


def with_gold(gold: PlanTerms) -> Terms:
    return replace(NEXT, plans=replace(OLD.plans, gold=gold))


def test_the_same_terms_are_not_worse() -> None:
    assert materially_worse("gold", OLD, NEXT) == ()


def test_better_terms_are_not_worse() -> None:
    better = replace(
        GOLD,
        seats=None,
        extra_seats="no-limit",
        named_tam=True,
        first_response=replace(GOLD.first_response, P4="24 hours"),
    )
    assert materially_worse("gold", OLD, with_gold(better)) == ()


def test_a_slower_target_is_worse_for_its_plan_and_for_no_other() -> None:
    slower = with_gold(replace(GOLD, first_response=replace(GOLD.first_response, P2="24 hours")))
    assert materially_worse("gold", OLD, slower) == (
        "P2 is answered within 24 working hours, not 12 working hours",
    )
    assert materially_worse("platinum", OLD, slower) == ()


def test_a_p1_that_no_longer_counts_always_is_worse() -> None:
    worse = replace(NEXT, clock=replace(OLD.clock, counts_always=()))
    assert materially_worse("gold", OLD, worse) == (
        "P1 is answered within 1 working hour, not 1 hour",
    )


def test_five_business_days_are_slower_than_48_hours() -> None:
    assert is_slower(
        read_target("5 business days", "working-time"), read_target("48 hours", "working-time")
    )
    assert not is_slower(
        read_target("48 hours", "working-time"), read_target("2 business days", "working-time")
    )


@pytest.mark.parametrize(
    ("gold", "lost"),
    [
        (replace(GOLD, seats=3), "seats for authorized contacts: 3, not 4"),
        (replace(GOLD, extra_seats=0), "paid extra seats: 0, not without limit"),
        (replace(GOLD, tam_calls=False), "no calls to the TAM any more"),
        (replace(GOLD, vip_user_group=False), "no VIP user group any more"),
        (replace(GOLD, reviews=()), "no review each quarter any more"),
    ],
)
def test_what_a_plan_loses_is_said(gold: PlanTerms, lost: str) -> None:
    assert materially_worse("gold", OLD, with_gold(gold)) == (lost,)


def test_a_limit_where_there_was_none_is_worse() -> None:
    terms = replace(NEXT, plans=replace(OLD.plans, silver=replace(OLD.plans.silver, seats=2)))
    assert materially_worse("silver", OLD, terms) == (
        "seats for authorized contacts: 2, not without limit",
    )


def test_platinum_without_its_desk_and_its_fair_is_worse() -> None:
    platinum = replace(OLD.plans.platinum, own_desk=False, yearly={"tam-visit": 1})
    terms = replace(NEXT, plans=replace(OLD.plans, platinum=platinum))
    assert materially_worse("platinum", OLD, terms) == (
        "no own desk any more",
        "fewer a year: fair-admission",
    )


def test_a_telephone_that_is_staffed_less_is_worse() -> None:
    terms = replace(NEXT, telephone=replace(OLD.telephone, opens=time(9), always_for=()))
    assert len(materially_worse("silver", OLD, terms)) == 2


def test_a_new_reason_to_be_out_of_entitlement_is_worse() -> None:
    terms = replace(
        NEXT,
        exclusions=(
            *OLD.exclusions,
            Exclusion(code="full-moon", text="It is full moon.", rule="CP-18"),
        ),
    )
    assert materially_worse("gold", OLD, terms) == (
        "a new reason to be out of entitlement: full-moon",
    )


def test_a_calendar_with_more_holidays_is_worse_and_says_the_first() -> None:
    terms = replace(NEXT, calendar=CalendarChoice(id="us-federal-and-bridge", version=1))
    assert materially_worse("gold", OLD, terms) == (
        "6 working days fewer in 6 years, the first on 2027-11-26",
    )
    assert materially_worse("gold", terms, OLD) == ()


@pytest.mark.rule("CP-2", "CP-25")
def test_to_follow_a_calendar_may_take_something_away() -> None:
    following = replace(NEXT, calendar=replace(NEXT.calendar, follow=True))
    lost = ("later versions of the calendar may move open due times",)
    assert materially_worse("gold", OLD, following) == lost
    bridge = replace(following, calendar=replace(following.calendar, id="us-federal-and-bridge"))
    assert lost[0] in materially_worse("gold", OLD, bridge)
    assert materially_worse("gold", following, NEXT) == ()


def test_another_zone_is_said() -> None:
    day_off = AddedHoliday(name="Once", on=date(2020, 1, 2))
    there = CalendarFile(
        id="there", version=1, zone="Europe/Berlin", holidays_of="US", added=(day_off,)
    )
    known = {**load_calendars(), ("there", 1): Calendar(there)}
    terms = replace(NEXT, calendar=CalendarChoice(id="there", version=1))
    assert materially_worse("gold", OLD, terms, known) == (
        "time counts in Europe/Berlin, not America/Detroit",
    )


def test_a_dearer_plan_is_compared_by_what_it_promises_not_by_its_price() -> None:
    assert losses(Offer("gold", OLD), Offer("platinum", OLD)) == (
        Loss("target-P2", "P2 is answered within 24 working hours, not 12 working hours"),
        Loss("target-P3", "P3 is answered within 48 working hours, not 24 working hours"),
        Loss("target-P4", "P4 is answered within 5 business days, not 48 working hours"),
    )


def test_what_another_plan_takes_away_has_names() -> None:
    assert [loss.name for loss in losses(Offer("platinum", OLD), Offer("silver", OLD))] == [
        "own-desk",
        "named-tam",
        "calls-to-the-tam",
        "vip-user-group",
        "review-each-month",
        "review-each-quarter",
        "yearly-fair-admission",
        "yearly-tam-visit",
    ]
    down = losses(Offer("platinum", OLD), Offer("gold", OLD))
    assert [loss.name for loss in down] == [
        "seats",
        "own-desk",
        "named-tam",
        "review-each-month",
        "yearly-fair-admission",
        "yearly-tam-visit",
    ]


def test_a_narrower_scope_is_worse() -> None:
    areas = ("account", "edi")
    p1 = replace(OLD.priorities.P1, any_user=False, channels=("online",))
    terms = replace(
        NEXT,
        not_a_case=replace(OLD.not_a_case, areas=areas),
        priorities=replace(OLD.priorities, P1=p1),
    )
    assert materially_worse("gold", OLD, terms) == (
        "no cases about this any more: edi",
        "P1 is logged no more by this way: phone",
        "P1 is logged by authorized contacts only",
    )
    assert materially_worse("gold", terms, OLD) == ()
