"""A page, its chain and the people on it, for the tests of a page's deciders."""

from datetime import UTC, datetime, timedelta

from events.catalogue import page_events
from events.catalogue.on_call_events import (
    ContactMethod,
    EngineerDefined,
    EngineerDetails,
    EscalationStep,
    EscalationTarget,
    OverrideAdded,
)
from notifier.domain.escalate_page import Moment
from notifier.domain.on_call_directory import OnCallDirectory
from notifier.domain.schedule import Schedule

NOW = datetime(2026, 11, 16, 22, tzinfo=UTC)
EARLIER = NOW - timedelta(minutes=5)
PAGE_ID = "6f1f6c1e-58a5-5d4e-8a59-3a8a3f0f7b10"
MOMENT = Moment(now=NOW, planned=EARLIER)


def engineer(name: str, *delays: int) -> EngineerDefined:
    """Return an engineer with a webhook for each delay."""
    methods = tuple(
        ContactMethod(kind="webhook", address=f"https://x/{name}", delay_s=delay)
        for delay in delays
    )
    return EngineerDefined(
        engineer_id=name, personal=EngineerDetails(name=name, contact_methods=methods)
    )


def on_call(schedule_id: str, engineer_id: str) -> Schedule:
    """Return a schedule that has this engineer on call at `NOW`."""
    always = OverrideAdded(
        schedule_id=schedule_id,
        override_id="o",
        engineer_id=engineer_id,
        starts_at=NOW - timedelta(days=1),
        ends_at=NOW + timedelta(days=1),
    )
    return Schedule(schedule_id=schedule_id, name=schedule_id, layers=(), overrides=(always,))


DIRECTORY = OnCallDirectory(
    engineers={
        "noa": engineer("noa", 0, 60),
        "chidi": engineer("chidi", 0),
        "mute": engineer("mute"),
    },
    schedules={
        "front": on_call("front", "noa"),
        "empty": Schedule(schedule_id="empty", name="empty", layers=()),
    },
)


def step(*targets: str, after_s: int = 60, repeat: int = 0) -> EscalationStep:
    """Return a step that reaches these schedules and engineers."""
    return EscalationStep(
        after_s=after_s,
        targets=tuple(
            EscalationTarget(
                kind="schedule" if name in DIRECTORY.schedules else "engineer", id=name
            )
            for name in targets
        ),
        repeat=repeat,
    )


def raised(*steps: EscalationStep, ring_again_after_s: int | None = None) -> page_events.PageRaised:
    """Return the page of a P1 with this chain."""
    return page_events.PageRaised(
        page_id=PAGE_ID,
        reason="p1-opened",
        cause_id="cause",
        case_id="c1",
        number="CS-1",
        customer_id="lakeside",
        plan="gold",
        priority="P1",
        due_at=NOW + timedelta(hours=1),
        policy_id="standard",
        steps=steps,
        raised_at=NOW,
        ring_again_after_s=ring_again_after_s,
        personal=page_events.PageText(subject="Line 4 stands still"),
    )
