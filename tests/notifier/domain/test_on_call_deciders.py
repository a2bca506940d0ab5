"""Engineers, policies, rules and schedules as pure decisions: given events, when a command, then
events.
"""

from datetime import UTC, datetime, timedelta

import pytest

from events.catalogue.on_call_events import (
    EngineerDefined,
    EngineerDetails,
    EngineerPersonalDataErased,
    EscalationPolicyDefined,
    EscalationStep,
    EscalationTarget,
    OverrideAdded,
    OverrideRemoved,
    RotationLayer,
    RoutingRuleDefined,
    RoutingRuleRemoved,
    ScheduleDefined,
)
from events.event import Event
from notifier.adapters.deciders import (
    CHANGING_SCHEDULE,
    DEFINING_ENGINEER,
    DEFINING_POLICY,
    DEFINING_RULE,
    ERASING_ENGINEER,
    REMOVING_RULE,
)
from notifier.domain.change_schedule import AddOverride, DefineSchedule, RemoveOverride
from notifier.domain.define_engineer import DefineEngineer
from notifier.domain.define_policy import DefinePolicy
from notifier.domain.define_rule import DefineRule, RemoveRule
from notifier.domain.erase_engineer import EraseEngineer
from notifier.domain.errors import EngineerNotFound, LastP1Rule
from notifier.domain.on_call_directory import OnCallDirectory
from notifier.domain.schedule import Schedule
from tests.support.given import Deciding, deciding

NOW = datetime(2026, 11, 16, 22, tzinfo=UTC)

engineers = deciding(DEFINING_ENGINEER)
erasures = deciding(ERASING_ENGINEER)
policies = deciding(DEFINING_POLICY)
rules = deciding(DEFINING_RULE)
removals = deciding(REMOVING_RULE)
schedules = deciding(CHANGING_SCHEDULE)


def engineer(engineer_id: str, name: str = "Noa") -> EngineerDefined:
    details = EngineerDetails(name=name, contact_methods=())
    return EngineerDefined(engineer_id=engineer_id, personal=details)


def policy(*targets: tuple[str, str]) -> EscalationPolicyDefined:
    people = tuple(
        EscalationTarget(kind="schedule" if kind == "schedule" else "engineer", id=target_id)
        for kind, target_id in targets
    )
    step = EscalationStep(after_s=0, targets=people)
    return EscalationPolicyDefined(policy_id="p", name="P", steps=(step,))


def rule(rule_id: str = "r", *, policy_id: str = "p", rank: int = 1) -> RoutingRuleDefined:
    return RoutingRuleDefined(
        rule_id=rule_id, rank=rank, policy_id=policy_id, reasons=("p1-opened",)
    )


def schedule(*members: str, name: str = "S") -> ScheduleDefined:
    layer = RotationLayer(
        name="weekly",
        members=members,
        starts_on="2026-11-02",
        handoff="09:00",
        zone="UTC",
        shift_days=7,
    )
    return ScheduleDefined(schedule_id="s", name=name, layers=(layer,) if members else ())


def override(override_id: str, engineer_id: str = "noa") -> OverrideAdded:
    return OverrideAdded(
        schedule_id="s",
        override_id=override_id,
        engineer_id=engineer_id,
        starts_at=NOW,
        ends_at=NOW + timedelta(hours=1),
    )


DIRECTORY = OnCallDirectory(
    engineers={"noa": engineer("noa")},
    schedules={"s": Schedule(schedule_id="s", name="S", layers=())},
    policies={"p": policy()},
)


def test_an_engineer_is_defined_once_and_replaced_by_another_definition() -> None:
    noa, renamed = engineer("noa"), engineer("noa", "Noa Rivera")

    engineers.given().when(DefineEngineer(engineer=noa)).then(noa)
    engineers.given(noa).when(DefineEngineer(engineer=noa)).then()
    assert engineers.given(noa).when(DefineEngineer(engineer=renamed)).then(renamed) == renamed


def test_an_erased_engineer_keeps_the_id_and_can_be_defined_again() -> None:
    noa = engineer("noa", "Noa Rivera")
    erase = EraseEngineer(erased_by="office", reason="person-asked", now=NOW)
    erased = EngineerPersonalDataErased(
        engineer_id="noa", erased_by="office", reason="person-asked", erased_at=NOW
    )

    after = erasures.given(noa).when(erase).then(erased)
    erasures.given(noa, erased).when(erase).then(erased)
    engineers.given(noa, erased).when(DefineEngineer(engineer=noa)).then(noa)
    erasures.given().when(erase).refused_with(EngineerNotFound)

    assert after is not None
    assert (after.engineer_id, after.personal.contact_methods) == ("noa", ())
    known = OnCallDirectory(engineers={"noa": after, "chidi": engineer("chidi", "Chidi")})
    assert [known.name_of(one) for one in ("noa", "chidi", "eva")] == ["noa", "Chidi", "eva"]


def test_a_policy_is_defined_once() -> None:
    known = policy(("engineer", "noa"), ("schedule", "s"))

    policies.given().when(DefinePolicy(policy=known, directory=DIRECTORY)).then(known)
    assert policies.given(known).when(DefinePolicy(policy=known, directory=DIRECTORY)).then() == (
        known
    )


def test_a_policy_reaches_only_those_who_exist() -> None:
    ghost = DefinePolicy(policy=policy(("engineer", "ghost")), directory=DIRECTORY)
    nowhere = DefinePolicy(policy=policy(("schedule", "nowhere")), directory=DIRECTORY)

    assert "ghost" in policies.given().when(ghost).refused("unknown-reference").detail
    assert "nowhere" in policies.given().when(nowhere).refused("unknown-reference").detail


def test_a_rule_is_defined_once() -> None:
    command = DefineRule(rule=rule(), directory=DIRECTORY)

    rules.given().when(command).then(rule())
    assert rules.given(rule()).when(command).then() == rule()


def test_a_rule_leads_to_a_policy_that_exists() -> None:
    command = DefineRule(rule=rule(policy_id="gone"), directory=DIRECTORY)

    rules.given().when(command).refused("unknown-reference")


def test_a_rule_is_removed_only_once_and_only_if_a_p1_still_pages() -> None:
    two = OnCallDirectory(policies=DIRECTORY.policies, rules=(rule(), rule("other")))
    last = OnCallDirectory(policies=DIRECTORY.policies, rules=(rule(),))

    assert (
        removals.given(rule())
        .when(RemoveRule(rule_id="r", directory=two))
        .then(RoutingRuleRemoved(rule_id="r"))
    ) is None
    refused = removals.given(rule()).when(RemoveRule(rule_id="r", directory=last))
    assert isinstance(refused.refused("last-p1-rule"), LastP1Rule)
    removed: tuple[Event, ...] = (rule(), RoutingRuleRemoved(rule_id="r"))
    removals.given(*removed).when(RemoveRule(rule_id="r", directory=two)).refused(
        "unknown-reference"
    )


def test_a_schedule_is_defined_once_and_its_members_exist() -> None:
    command = DefineSchedule(schedule=schedule("noa"), directory=DIRECTORY)
    ghost = DefineSchedule(schedule=schedule("ghost"), directory=DIRECTORY)

    schedules.given().when(command).then(schedule("noa"))
    schedules.given(schedule("noa")).when(command).then()
    schedules.given().when(ghost).refused("unknown-reference")


def test_a_new_definition_keeps_the_overrides() -> None:
    command = DefineSchedule(schedule=schedule(name="New"), directory=DIRECTORY)

    after = schedules.given(schedule(), override("o")).when(command).then(schedule(name="New"))

    assert after == Schedule(schedule_id="s", name="New", layers=(), overrides=(override("o"),))


def test_an_override_is_added_once_and_the_one_added_last_comes_last() -> None:
    add = AddOverride(override=override("o"), directory=DIRECTORY)
    moved = AddOverride(override=override("a", "noa"), directory=DIRECTORY)

    schedules.given(schedule()).when(add).then(override("o"))
    schedules.given(schedule(), override("o")).when(add).then()
    earlier = override("a", "chidi")
    after = schedules.given(schedule(), earlier, override("o")).when(moved).then(override("a"))
    assert after is not None
    assert [one.override_id for one in after.overrides] == ["o", "a"]


def test_an_override_needs_its_schedule_and_its_engineer() -> None:
    add = AddOverride(override=override("o"), directory=DIRECTORY)
    ghost = AddOverride(override=override("o", "ghost"), directory=DIRECTORY)

    schedules.given().when(add).refused("unknown-reference")
    schedules.given(schedule()).when(ghost).refused("unknown-reference")
    assert CHANGING_SCHEDULE.evolve(None, override("o")) is None


def test_an_override_is_taken_back_once() -> None:
    removal = RemoveOverride(schedule_id="s", override_id="o")
    removed = OverrideRemoved(schedule_id="s", override_id="o")

    after = schedules.given(schedule(), override("p"), override("o")).when(removal).then(removed)
    assert after is not None
    assert after.overrides == (override("p"),)
    schedules.given(schedule(), override("o"), removed).when(removal).refused("unknown-reference")
    schedules.given().when(removal).refused("unknown-reference")


def test_a_change_names_the_schedule_that_it_is_about() -> None:
    defined = DefineSchedule(schedule=schedule(), directory=DIRECTORY)
    added = AddOverride(override=override("o"), directory=DIRECTORY)

    assert defined.schedule_id == added.schedule_id == "s"


def test_a_rule_is_looked_up_by_its_id() -> None:
    directory = OnCallDirectory(rules=(rule("first"), rule("second")))

    assert directory.rule("second") == rule("second")
    assert directory.rule("third") is None


@pytest.mark.parametrize("subject", [engineers, erasures, policies, rules, removals])
def test_an_event_of_another_stream_is_an_error(subject: Deciding[object, object]) -> None:
    with pytest.raises(TypeError, match="OverrideRemoved"):
        subject.given(OverrideRemoved(schedule_id="s", override_id="o"))


def test_an_engineer_in_a_schedules_stream_is_an_error() -> None:
    with pytest.raises(TypeError, match="EngineerDefined"):
        schedules.given(engineer("noa"))
