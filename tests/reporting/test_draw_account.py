"""A customer's account is drawn from its facts, as of a day: pure (CP-3, CP-9, CP-29 to CP-33)."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from careplans.terms import load_terms
from reporting.domain.account import Account
from reporting.domain.account_facts import (
    AccountFact,
    CallFact,
    MaintenanceFact,
    MaintenanceWithdrawnFact,
    MoveBackFact,
    MoveFact,
    TamFact,
    UseFact,
    UseWithdrawnFact,
    VisitFact,
)
from reporting.domain.customer_row import CustomerRow
from reporting.domain.draw_account import AccountPromise, AccountStretch, draw_account
from reporting.domain.plan_terms import BoughtTerm, plan_on
from reporting.domain.renewal import kept_terms, renewal_of, seats_of, terms_of_plan
from tests.reporting.event_log import DAY, HOUR, utc

TERMS = load_terms()
PLANS = TERMS.versions[-1].plans
STRETCH = AccountStretch(
    start=utc("2026-07-01 04:00"),
    end=utc("2026-10-01 04:00"),
    until=utc("2026-10-01 04:00"),
    last=date(2026, 9, 30),
    zone=ZoneInfo("America/Detroit"),
)
PROMISE = AccountPromise(plan=PLANS.platinum, continuity=None)
EBC = replace(PROMISE, continuity=TERMS.versions[-1].continuity)
AT = utc("2026-08-03 15:00")
ACME = CustomerRow(
    customer_id="acme",
    name="Acme",
    ebc=False,
    plan="gold",
    terms_version="2010.1",
    term_starts_on=date(2026, 1, 1),
    term_ends_on=date(2026, 12, 31),
    extra_seats=1,
)


def drawn(*facts: AccountFact, promise: AccountPromise = PROMISE) -> Account:
    return draw_account(facts, STRETCH, promise, {"c1": "C-1"})


def call(call_id: str, at: datetime) -> CallFact:
    return CallFact(
        call_id=call_id, tam_id="tess", caller_id="u1", called_at=at, case_ids=("c1", "c9")
    )


def test_the_tam_of_a_day_is_the_one_named_last_for_it() -> None:
    facts = [
        TamFact(tam_id=tam_id, from_on=from_on)
        for tam_id, from_on in (
            ("ann", date(2026, 1, 1)),
            ("bob", date(2026, 9, 1)),
            ("cid", date(2026, 9, 1)),
            ("dan", date(2026, 10, 1)),
        )
    ]
    tam = drawn(*facts).tam
    assert tam is not None
    assert (tam.tam_id, tam.from_on) == ("cid", date(2026, 9, 1))
    assert drawn().tam is None


def test_calls_are_those_of_the_stretch_in_their_order() -> None:
    calls = drawn(
        call("late", STRETCH.end),
        call("second", AT),
        call("first", STRETCH.start),
        call("early", STRETCH.start - HOUR),
    ).calls
    assert [it.called_at for it in calls] == [STRETCH.start, AT]
    assert calls[0].numbers == ("C-1", "c9")


def test_a_visit_that_is_called_off_keeps_its_day_and_counts_for_nothing() -> None:
    account = drawn(
        VisitFact(visit_id="v1", state="agreed", visit_on=date(2026, 8, 1)),
        VisitFact(visit_id="v2", state="agreed", visit_on=date(2026, 5, 1)),
        VisitFact(visit_id="v2", state="held", visit_on=date(2026, 5, 2)),
        VisitFact(visit_id="v1", state="called-off"),
        VisitFact(visit_id="v3", state="agreed", visit_on=date(2025, 5, 1)),
        VisitFact(visit_id="v4", state="called-off"),
    )
    assert [(it.state, it.visit_on) for it in account.visits] == [
        ("held", date(2026, 5, 2)),
        ("called-off", date(2026, 8, 1)),
    ]
    [visit] = [it for it in account.benefits if it.benefit == "tam-visit"]
    assert (visit.uses, visit.left) == ({"agreed": 0, "held": 1}, 0)


def test_benefits_are_those_of_the_year_so_far_without_what_was_withdrawn() -> None:
    uses = [
        UseFact(use_id=use_id, benefit="speaker-series", kind="attended", used_on=used_on)
        for use_id, used_on in (
            ("b1", date(2026, 1, 1)),
            ("b2", date(2026, 9, 30)),
            ("b3", date(2026, 10, 1)),
            ("b4", date(2025, 12, 31)),
            ("b5", date(2026, 2, 1)),
        )
    ]
    facts: list[AccountFact] = [*uses, UseWithdrawnFact(use_id="b5")]
    [series] = [it for it in drawn(*facts).benefits if it.benefit == "speaker-series"]
    assert (series.in_plan, series.uses) == (True, {"invited": 0, "attended": 2})
    lapsed = drawn(*facts, promise=AccountPromise(plan=None, continuity=None))
    assert {it.in_plan for it in lapsed.benefits} == {False}


def test_membership_lasts_from_joining_to_leaving() -> None:
    def group(kind: str, on: date, user_id: str | None = None) -> UseFact:
        return UseFact(
            use_id=f"{kind}{on}{user_id}",
            benefit="vip-group",
            kind="joined" if kind == "joined" else "left",
            used_on=on,
            user_id=user_id,
        )

    joined = group("joined", date(2026, 1, 5))
    again = group("joined", date(2026, 2, 5))
    left = group("left", date(2026, 3, 1))
    one = group("joined", date(2026, 4, 1), "u1")
    assert drawn().group_since is None
    assert drawn(joined, again).group_since == date(2026, 1, 5)
    assert drawn(joined, left).group_since is None
    assert drawn(joined, left, one).group_since == date(2026, 4, 1)


def test_a_move_holds_until_its_time_is_up_or_it_is_moved_back() -> None:
    def move(at: datetime, length: timedelta, case_id: str = "c1") -> MoveFact:
        return MoveFact(case_id=case_id, moved_at=at, until=at + length)

    up = drawn(move(AT, DAY)).moves
    assert [(it.number, it.moved_back_at, it.open) for it in up] == [("C-1", None, False)]
    back = drawn(move(AT, DAY), MoveBackFact(case_id="c1", moved_at=AT + HOUR)).moves
    assert [(it.moved_back_at, it.open) for it in back] == [(AT + HOUR, False)]
    late = drawn(move(AT, DAY), MoveBackFact(case_id="c1", moved_at=AT + 2 * DAY)).moves
    assert [it.moved_back_at for it in late] == [None]
    twice = drawn(move(AT, DAY), move(AT + HOUR, 90 * DAY)).moves
    assert [(it.moved_back_at, it.open) for it in twice] == [(AT + HOUR, False), (None, True)]
    so_far = replace(STRETCH, until=AT + HOUR)
    [still] = draw_account([move(AT, DAY)], so_far, PROMISE, {}).moves
    assert (still.number, still.open) == ("c1", True)
    elsewhere = drawn(
        move(STRETCH.end, DAY),
        move(STRETCH.start - 2 * DAY, DAY, "c2"),
        MoveBackFact(case_id="c3", moved_at=AT),
    )
    assert elsewhere.moves == ()


def test_maintenance_is_judged_by_year_in_the_vendors_zone() -> None:
    def done(maintenance_id: str, start: str, minutes: int, *, scheduled: bool) -> MaintenanceFact:
        return MaintenanceFact(
            maintenance_id=maintenance_id,
            scheduled=scheduled,
            started_at=utc(start),
            ended_at=utc(start) + timedelta(minutes=minutes),
        )

    facts = (
        done("m1", "2026-02-01 03:00", 180, scheduled=True),
        done("m2", "2026-03-08 06:00", 500, scheduled=True),
        done("m2", "2026-03-08 06:00", 50, scheduled=True),
        done("m3", "2026-04-12 06:00", 30, scheduled=False),
        done("m4", "2026-05-10 06:00", 300, scheduled=True),
        done("m5", "2026-06-10 06:00", 300, scheduled=True),
        MaintenanceWithdrawnFact(maintenance_id="m5"),
        MaintenanceWithdrawnFact(maintenance_id="m9"),
        TamFact(tam_id="tess", from_on=date(2026, 1, 1)),
    )
    year = drawn(*facts, promise=EBC).maintenance
    assert year is not None
    minutes = {it.month: it.minutes for it in year.months}
    # 22:00 in Detroit on 31 January: two hours of it are January's.
    assert (minutes[1], minutes[2], minutes[3], minutes[6]) == (120, 60, 50, 0)
    assert [it.month for it in year.months if it.broke_promise] == [5]
    assert (year.left, year.unscheduled_minutes, len(year.months)) == (
        {"60": 3, "240": 0},
        30,
        9,
    )
    assert drawn(*facts).maintenance is None


def test_a_term_renews_by_its_dates_unless_notice_was_given() -> None:
    today = date(2026, 10, 5)
    term = renewal_of(ACME, today, TERMS)
    assert term is not None
    assert (term.ends_on, term.last_day_of_notice, term.in_force, term.renews) == (
        date(2026, 12, 31),
        date(2026, 10, 2),
        True,
        True,
    )
    next_year = renewal_of(ACME, date(2027, 1, 1), TERMS)
    assert next_year is not None
    assert (next_year.ends_on, next_year.in_force) == (date(2027, 12, 31), True)
    changed = replace(ACME, term_starts_on=date(2026, 7, 1), term_began_on=date(2026, 1, 1))
    whole = renewal_of(changed, date(2027, 1, 1), TERMS)
    assert whole is not None
    assert whole.ends_on == date(2027, 12, 31)
    left = renewal_of(replace(ACME, notice_given_on=today), date(2027, 1, 1), TERMS)
    assert left is not None
    assert (left.ends_on, left.in_force, left.renews) == (date(2026, 12, 31), False, False)
    assert renewal_of(replace(ACME, term_ends_on=None), today, TERMS) is None


def test_seats_are_the_plans_and_those_that_are_paid() -> None:
    seats = seats_of(ACME, PLANS.gold, 4)
    assert (seats.included, seats.extra, seats.taken) == (4, 1, 4)
    assert seats_of(ACME, PLANS.silver, 4).included is None
    assert seats_of(ACME, None, 4).included == 0


def test_terms_that_are_not_kept_are_the_newest() -> None:
    assert kept_terms(TERMS, "1999.1") == kept_terms(TERMS, None) == TERMS.versions[-1]
    bought = BoughtTerm(
        plan="gold",
        terms_version="2010.1",
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31),
        seq=1,
    )
    assert plan_on([bought], date(2026, 12, 31)) == bought
    assert plan_on([bought], date(2027, 1, 1)) is None
    assert terms_of_plan(bought, TERMS) == TERMS.version("2010.1").plans.gold
    assert terms_of_plan(None, TERMS) is None
