"""Each decider about TAM, visits and benefits alone (CP-31, CP-32)."""

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import reduce

import msgspec
import pytest

from careplans.benefits import BenefitCount
from careplans.terms import load_terms
from events.catalogue.care_events import (
    Benefit,
    BenefitUsed,
    BenefitUseWithdrawn,
    TamCalled,
    TamName,
    TamNamed,
    VisitAgreed,
    VisitCalledOff,
    VisitHeld,
)
from events.catalogue.care_events import BenefitUse as UseKind
from events.catalogue.case_events import MessageText
from events.event import Event
from intake.adapters import care_deciders
from intake.domain.call_off_visit import CallOffVisit
from intake.domain.care import INITIAL, Care, NamedTam, Use
from intake.domain.count_benefits import count_benefits
from intake.domain.name_tam import NameTam
from intake.domain.record_tam_call import RecordTamCall
from intake.domain.record_visit import RecordVisit
from intake.domain.use_benefit import UseBenefit
from intake.domain.withdraw_benefit_use import WithdrawBenefitUse
from tests.support.given import deciding

PLANS = load_terms().versions[-1].plans
TODAY = date(2026, 6, 15)
NOW = datetime(2026, 6, 15, 15, tzinfo=UTC)

naming = deciding(care_deciders.NAMING_TAM)
calling = deciding(care_deciders.RECORDING_TAM_CALL)
visiting = deciding(care_deciders.RECORDING_VISIT)
calling_off = deciding(care_deciders.CALLING_OFF_VISIT)
using = deciding(care_deciders.USING_BENEFIT)
withdrawing = deciding(care_deciders.WITHDRAWING_BENEFIT_USE)

TESS = NamedTam(tam_id="tess", name="Tess Tamm", from_on=date(2026, 1, 1))
NAME_TESS = NameTam(customer_id="acme", tam=TESS, plan=PLANS.platinum, named_by="root")


def named(tam_id: str, from_on: date) -> TamNamed:
    return TamNamed(
        customer_id="acme",
        tam_id=tam_id,
        from_on=from_on,
        named_by="root",
        personal=TamName(name="Tess Tamm"),
    )


NAMED = named("tess", TESS.from_on)


def after(*events: Event) -> Care:
    return reduce(care_deciders.evolve_care, events, INITIAL)


def test_a_tam_is_named_once_where_the_plan_has_one() -> None:
    naming.given().when(NAME_TESS).then(NAMED)
    naming.given(NAMED).when(NAME_TESS).then()
    naming.given().when(replace(NAME_TESS, plan=PLANS.gold)).then(NAMED)
    naming.given().when(replace(NAME_TESS, plan=PLANS.silver)).refused("plan-without-tam")
    only_named = msgspec.structs.replace(PLANS.platinum, tam_calls=False)
    naming.given().when(replace(NAME_TESS, plan=only_named)).then(NAMED)


def test_the_tam_of_a_day_is_the_one_named_last_for_it() -> None:
    care = after(named("tim", date(2026, 7, 1)), NAMED, named("tom", date(2026, 7, 1)))
    days = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1))
    tams = [care.tam_on(day) for day in days]
    assert [tam and tam.tam_id for tam in tams] == [None, "tess", "tess", "tom"]


CALL = RecordTamCall(
    customer_id="acme",
    call_id="t1",
    caller_id="ann",
    called_at=NOW,
    called_on=TODAY,
    case_ids=("c1",),
    text="Labels first",
    plan=PLANS.gold,
    recorded_by="tess",
    now=NOW,
)
CALLED = TamCalled(
    customer_id="acme",
    call_id="t1",
    tam_id="tess",
    caller_id="ann",
    called_at=NOW,
    case_ids=("c1",),
    recorded_by="tess",
    personal=MessageText(text="Labels first"),
)


def test_a_call_between_reviews_is_recorded_with_the_tam_of_its_day() -> None:
    calls = calling.given(NAMED).when(CALL).then(CALLED).calls
    assert (calls["t1"].tam_id, calls["t1"].note) == ("tess", "Labels first")
    unnamed = replace(CALL, called_on=date(2025, 12, 31))
    calling.given(NAMED).when(unnamed).then(
        TamCalled(
            customer_id="acme",
            call_id="t1",
            tam_id=None,
            caller_id="ann",
            called_at=NOW,
            case_ids=("c1",),
            recorded_by="tess",
            personal=MessageText(text="Labels first"),
        )
    )


def test_a_call_needs_the_plan_for_it_and_is_over() -> None:
    calling.given().when(replace(CALL, plan=PLANS.silver)).refused("plan-without-tam-calls")
    calling.given(CALLED).when(CALL).refused("call-exists")
    later = datetime(2026, 6, 15, 15, 0, 1, tzinfo=UTC)
    calling.given().when(replace(CALL, called_at=later)).refused("called-in-the-future")


AGREE = RecordVisit(
    customer_id="acme",
    visit_id="v1",
    visit_on=date(2026, 9, 1),
    held=False,
    text=None,
    plan=PLANS.platinum,
    recorded_by="tess",
    today=TODAY,
)
AGREED = VisitAgreed(
    customer_id="acme", visit_id="v1", visit_on=date(2026, 9, 1), recorded_by="tess"
)
HOLD = replace(AGREE, visit_on=TODAY, held=True)
HELD = VisitHeld(customer_id="acme", visit_id="v1", held_on=TODAY, recorded_by="tess")
CALL_OFF = CallOffVisit(customer_id="acme", visit_id="v1", reason="Closed", called_off_by="tim")
CALLED_OFF = VisitCalledOff(
    customer_id="acme", visit_id="v1", called_off_by="tim", personal=MessageText(text="Closed")
)


def test_a_visit_is_agreed_put_off_and_held() -> None:
    visiting.given().when(AGREE).then(AGREED)
    visiting.given(AGREED).when(AGREE).then()
    put_off = replace(AGREE, visit_on=date(2026, 10, 1))
    visiting.given(AGREED).when(put_off).then(
        VisitAgreed(
            customer_id="acme", visit_id="v1", visit_on=date(2026, 10, 1), recorded_by="tess"
        )
    )
    visits = visiting.given(AGREED).when(HOLD).then(HELD).visits
    assert (visits["v1"].state, visits["v1"].visit_on) == ("held", TODAY)
    visiting.given(AGREED, HELD).when(HOLD).then()
    visiting.given(AGREED, HELD).when(AGREE).refused("visit-is-over")


@pytest.mark.parametrize("held", [True, False])
def test_what_is_written_about_a_visit_is_kept_apart(held: bool) -> None:
    [event] = care_deciders.RECORDING_VISIT.decide(
        replace(HOLD, held=held, text="At the plant"), INITIAL
    )
    assert after(event).visits["v1"].note == "At the plant"
    [silent] = care_deciders.RECORDING_VISIT.decide(replace(HOLD, held=held), INITIAL)
    assert after(silent).visits["v1"].note is None


def test_new_words_about_a_visit_are_kept_though_its_day_is_the_same() -> None:
    with_text = replace(AGREE, text="With lunch")
    with_lunch = msgspec.structs.replace(AGREED, personal=MessageText(text="With lunch"))
    assert visiting.given(AGREED).when(with_text).then(with_lunch).visits["v1"].note == "With lunch"
    visiting.given(with_lunch).when(with_text).then()
    # Another day says nothing against what was written.
    assert after(with_lunch, AGREED, HELD).visits["v1"].note == "With lunch"
    held = replace(HOLD, text="They liked it")
    liked = msgspec.structs.replace(HELD, personal=MessageText(text="They liked it"))
    visiting.given(AGREED, HELD).when(held).then(liked)


def test_a_new_visit_does_not_move_one_that_is_known() -> None:
    visiting.given().when(replace(AGREE, is_new=True)).then(AGREED)
    other = replace(AGREE, is_new=True, visit_on=date(2026, 10, 1))
    for new in (other, replace(AGREE, is_new=True)):
        visiting.given(AGREED).when(new).refused("visit-exists")


def test_a_visit_needs_a_plan_with_one_and_is_not_held_ahead() -> None:
    visiting.given().when(replace(AGREE, plan=PLANS.gold)).refused("plan-without-visits")
    tomorrow = replace(HOLD, visit_on=date(2026, 6, 16))
    visiting.given().when(tomorrow).refused("held-in-the-future")


def test_a_visit_is_called_off_once() -> None:
    calling_off.given(AGREED).when(CALL_OFF).then(CALLED_OFF)
    care = calling_off.given(AGREED, CALLED_OFF).when(CALL_OFF).then()
    assert (care.visits["v1"].state, care.visits["v1"].note) == ("called-off", "Closed")
    calling_off.given().when(CALL_OFF).refused("unknown-visit")


def test_a_years_visits_are_counted_by_what_became_of_them() -> None:
    [agreed] = count_benefits(after(AGREED), 2026, PLANS.platinum)[-1:]
    [held] = count_benefits(after(AGREED, HELD), 2026, PLANS.platinum)[-1:]

    assert (agreed.uses, agreed.left) == ({"agreed": 1, "held": 0}, agreed.yearly)
    assert (held.uses, held.left) == ({"agreed": 0, "held": 1}, 0)


PASS = Use(
    use_id="b1",
    benefit="fair-pass",
    kind="given",
    used_on=date(2026, 5, 1),
    occasion=None,
    user_id="ann",
    recorded_by="tess",
)
USE = UseBenefit(customer_id="acme", use=PASS, plan=PLANS.platinum, today=TODAY)


def used(use: Use) -> BenefitUsed:
    return BenefitUsed(
        customer_id="acme",
        use_id=use.use_id,
        benefit=use.benefit,
        use=use.kind,
        used_on=use.used_on,
        occasion=use.occasion,
        user_id=use.user_id,
        recorded_by=use.recorded_by,
    )


GIVEN = used(PASS)
WITHDRAW = WithdrawBenefitUse(
    customer_id="acme",
    benefit="fair-pass",
    use_id="b1",
    reason="She is ill",
    withdrawn_by="tim",
)
WITHDRAWN = BenefitUseWithdrawn(
    customer_id="acme", use_id="b1", withdrawn_by="tim", personal=MessageText(text="She is ill")
)


def test_a_year_has_one_pass_for_the_fair_and_the_second_is_refused() -> None:
    using.given().when(USE).then(GIVEN)
    second = replace(USE, use=replace(PASS, use_id="b2", user_id="bob"))
    refusal = using.given(GIVEN).when(second).refused("benefit-used-up")
    assert "1 a year" in refusal.detail
    last_year = replace(PASS, use_id="b2", used_on=date(2025, 12, 31))
    using.given(GIVEN).when(replace(USE, use=last_year)).then(used(last_year))


def test_the_same_use_told_twice_counts_once() -> None:
    using.given(GIVEN).when(replace(USE, use=replace(PASS, use_id="b2"))).then()


def test_a_pass_that_was_taken_back_is_there_again() -> None:
    withdrawing.given(GIVEN).when(WITHDRAW).then(WITHDRAWN)
    withdrawing.given(GIVEN, WITHDRAWN).when(WITHDRAW).then()
    withdrawing.given().when(WITHDRAW).refused("unknown-benefit-use")
    other = replace(WITHDRAW, benefit="vip-group")
    withdrawing.given(GIVEN).when(other).refused("unknown-benefit-use")
    second = replace(PASS, use_id="b2", user_id="bob")
    care = using.given(GIVEN, WITHDRAWN).when(replace(USE, use=second)).then(used(second))
    assert (care.uses["b1"].withdrawn, care.uses["b1"].note) == (True, "She is ill")


def _use(benefit: Benefit, kind: UseKind, occasion: str | None = None) -> Use:
    return replace(PASS, benefit=benefit, kind=kind, occasion=occasion)


@pytest.mark.parametrize(
    ("benefit", "kind", "plan", "code"),
    [
        ("fair-pass", "given", "gold", "plan-without-benefit"),
        ("vip-group", "joined", "silver", "plan-without-benefit"),
        ("vip-group", "invited", "gold", "not-of-this-benefit"),
        ("speaker-series", "attended", "gold", "occasion-required"),
        ("release-notices", "sent", "gold", "occasion-required"),
    ],
)
def test_a_benefit_is_used_as_the_plan_has_it(
    benefit: Benefit, kind: UseKind, plan: str, code: str
) -> None:
    command = replace(USE, use=_use(benefit, kind), plan=getattr(PLANS, plan))
    using.given().when(command).refused(code)


def test_only_what_took_place_is_counted() -> None:
    tomorrow = replace(PASS, used_on=date(2026, 6, 16))
    using.given().when(replace(USE, use=tomorrow)).refused("used-in-the-future")
    today = replace(PASS, used_on=TODAY)
    using.given().when(replace(USE, use=today)).then(used(today))


@pytest.mark.parametrize(
    ("benefit", "kind", "occasion"),
    [
        ("vip-group", "joined", None),
        ("vip-group", "left", None),
        ("speaker-series", "invited", "2026-05"),
        ("speaker-series", "attended", "2026-05"),
        ("release-notices", "sent", "12.4"),
    ],
)
def test_gold_has_the_group_its_series_and_the_notices(
    benefit: Benefit, kind: UseKind, occasion: str | None
) -> None:
    use = _use(benefit, kind, occasion)
    command = replace(USE, use=use, plan=PLANS.gold)
    using.given().when(command).then(used(use))


def test_benefits_are_counted_by_year() -> None:
    invited = replace(_use("speaker-series", "invited", "2026-05"), use_id="b2")
    before = replace(invited, use_id="b3", used_on=date(2025, 12, 31))
    care = after(GIVEN, used(invited), used(before), AGREED, HELD)
    counts = {count.benefit: count for count in count_benefits(care, 2026, PLANS.platinum)}
    assert counts["speaker-series"] == BenefitCount(
        benefit="speaker-series",
        in_plan=True,
        yearly=None,
        uses={"invited": 1, "attended": 0},
        left=None,
    )
    assert counts["fair-pass"] == BenefitCount(
        benefit="fair-pass", in_plan=True, yearly=1, uses={"given": 1}, left=0
    )
    assert counts["tam-visit"] == BenefitCount(
        benefit="tam-visit", in_plan=True, yearly=1, uses={"agreed": 0, "held": 1}, left=0
    )
    assert set(counts) == {
        "vip-group",
        "speaker-series",
        "release-notices",
        "fair-pass",
        "tam-visit",
    }


def test_what_a_plan_does_not_have_is_counted_and_nothing_is_left_of_it() -> None:
    counts = {it.benefit: it for it in count_benefits(after(GIVEN, HELD), 2026, PLANS.silver)}
    passes, visits = counts["fair-pass"], counts["tam-visit"]
    assert (passes.in_plan, passes.yearly, passes.uses, passes.left) == (False, 0, {"given": 1}, 0)
    assert (visits.in_plan, visits.yearly, visits.left) == (False, 0, 0)
    assert not counts["vip-group"].in_plan
    empty = {it.benefit: it for it in count_benefits(INITIAL, 2026, PLANS.platinum)}
    assert (empty["fair-pass"].left, empty["tam-visit"].left) == (1, 1)


def test_without_a_plan_nothing_is_left_of_what_was_given() -> None:
    """CP-4."""
    counts = {it.benefit: it for it in count_benefits(after(GIVEN, HELD), 2026, None)}
    assert {it.in_plan for it in counts.values()} == {False}
    assert {name: (it.yearly, it.left) for name, it in counts.items()} == {
        "vip-group": (None, None),
        "speaker-series": (None, None),
        "release-notices": (None, None),
        "fair-pass": (0, 0),
        "tam-visit": (0, 0),
    }
    assert counts["fair-pass"].uses == {"given": 1}
