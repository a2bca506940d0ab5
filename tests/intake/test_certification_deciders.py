"""Who is certified for a plan's cases, and what giving one to another takes, purely (CP-21)."""

from dataclasses import replace

from events.catalogue.case_events import CaseAssigned, CaseHandedOver, MessageText
from events.catalogue.certification_events import EngineersCertified, GivenToUncertified
from events.catalogue.customer_events import Reason
from intake.adapters import certification_deciders, deciders
from intake.domain.assign_case import AssignCase
from intake.domain.certified_engineers import INITIAL, Certifications, evolve
from intake.domain.certify_engineers import CertifyEngineers
from intake.domain.hand_over_case import HandOverCase
from tests.intake.sample_cases import NOW, OPENED
from tests.support.given import deciding

certifying = deciding(certification_deciders.CERTIFYING_ENGINEERS)
giving = deciding(deciders.ASSIGNING)
handing_over = deciding(deciders.HANDING_OVER)

COMMAND = CertifyEngineers(
    plan="gold",
    engineer_ids=("kim", "eve", "kim"),
    apart=True,
    unknown=(),
    now=NOW,
    certified_by="olga",
    reason="They passed.",
)
CERTIFIED = EngineersCertified(
    plan="gold",
    engineer_ids=("eve", "kim"),
    certified_at=NOW,
    certified_by="olga",
    personal=Reason(text="They passed."),
)
WHY = MessageText(text="Nobody else knows it.")
OUTSIDE = GivenToUncertified(case_id="c1", engineer_id="max", plan="gold", personal=WHY)


def known() -> Certifications:
    """Eve and Kim are certified for Gold, which the sample case is of."""
    return evolve(INITIAL, CERTIFIED)


def test_engineers_are_certified_once_and_each_once() -> None:
    certifying.given().when(COMMAND).then(CERTIFIED)
    certifying.given(CERTIFIED).when(COMMAND).then()
    fewer = replace(COMMAND, engineer_ids=("eve",))
    changed = EngineersCertified(
        plan="gold",
        engineer_ids=("eve",),
        certified_at=NOW,
        certified_by="olga",
        personal=Reason(text="They passed."),
    )
    certifying.given(CERTIFIED).when(fewer).then(changed)
    certifying.given().when(replace(COMMAND, engineer_ids=())).then()


def test_nobody_is_certified_for_a_plan_without_a_desk_or_who_is_no_engineer() -> None:
    certifying.given().when(replace(COMMAND, apart=False)).refused("plan-without-desk")
    certifying.given().when(replace(COMMAND, unknown=("kim",))).refused("unknown-engineer")


def test_of_two_plans_each_has_its_own() -> None:
    assert known().certified("gold") == {"eve", "kim"}
    assert known().certified("platinum") == frozenset()
    assert known().by_plan["gold"].reason == "They passed."


def test_a_case_goes_to_somebody_who_is_not_certified_for_a_reason_only() -> None:
    to_max = AssignCase(engineer_id="max", certifications=known())
    giving.given(OPENED).when(to_max).refused("reason-required")
    assigned = CaseAssigned(case_id="c1", engineer_id="max")
    giving.given(OPENED).when(replace(to_max, reason=WHY.text)).then(assigned, OUTSIDE)
    giving.given(OPENED).when(replace(to_max, certifications=INITIAL)).then(assigned)
    giving.given(OPENED, assigned).when(to_max).then()
    to_kim = AssignCase(engineer_id="kim", certifications=known())
    giving.given(OPENED).when(to_kim).then(CaseAssigned(case_id="c1", engineer_id="kim"))


def test_a_case_is_handed_to_somebody_who_is_not_certified_for_a_reason_only() -> None:
    to_max = HandOverCase(to_engineer_id="max", summary="Half", certifications=known())
    handing_over.given(OPENED).when(to_max).refused("reason-required")
    handed = CaseHandedOver(
        case_id="c1",
        from_engineer_id=None,
        to_engineer_id="max",
        personal=MessageText(text="Half"),
    )
    handing_over.given(OPENED).when(replace(to_max, reason=WHY.text)).then(handed, OUTSIDE)
