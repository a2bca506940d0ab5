"""Moves a page along its frozen chain: begins steps, skips those that reach nobody, escalates."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from events.catalogue.on_call_events import EngineerDefined, EscalationStep
from events.catalogue.page_events import (
    PageAttemptQueued,
    PageEscalated,
    PageExhausted,
    PageNote,
    PageRungAgain,
    PageStepSkipped,
    PageStepStarted,
)
from events.event import Event, derived_id
from notifier.domain.errors import NoFurtherStep, PageNotFound, PageOver
from notifier.domain.on_call_directory import OnCallDirectory
from notifier.domain.page import Page, evolve
from notifier.domain.who_is_on_call import on_call_at

PATIENCE_S = 300
SkipReason = Literal["nobody-on-call", "empty-step", "no-contact-method"]
RingReason = Literal["no-answer", "chain-ended", "by-hand"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When a step begins.

    People are looked up at `now`, the store's time; lateness counts from `planned`.
    """

    now: datetime
    planned: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalatePage:
    """A person sends the page on to the next step at once."""

    by: str
    now: datetime
    directory: OnCallDirectory


def escalate_page(command: EscalatePage, page: Page) -> list[Event]:
    """Begin the next step now, even if somebody had acknowledged; after the last, the first.

    Raises PageNotFound, PageOver, and NoFurtherStep for a page that has no chain at all.
    """
    if page.status == "none":
        raise PageNotFound
    if page.status == "resolved":
        raise PageOver
    if not page.steps:
        raise NoFurtherStep
    moment = Moment(now=command.now, planned=command.now)
    escalated = PageEscalated(page_id=page.page_id, by=command.by, at=command.now)
    if page.step + 1 < len(page.steps):
        return [escalated, *begin_step(page, (page.step + 1, 0), moment, command.directory)]
    note = f"{command.directory.name_of(command.by)} sent it on after the end of its chain"
    return [escalated, *restart_chain(page, "by-hand", note, moment, command.directory)]


def restart_chain(
    page: Page, reason: RingReason, note: str, moment: Moment, directory: OnCallDirectory
) -> list[Event]:
    """Begin the chain from its first step, under new keys, and say why."""
    again = PageRungAgain(
        page_id=page.page_id,
        reason=reason,
        acknowledged_by=page.acknowledged_by,
        acknowledged_at=page.acknowledged_at,
        at=moment.now,
        personal=PageNote(text=note),
    )
    # From the page as it is after the event: the new ring is what makes the keys new.
    return [again, *begin_step(evolve(page, again), (0, 0), moment, directory)]


def next_stage(page: Page) -> tuple[int, int]:
    """Return the next step and round; a step past the end means that the chain is over."""
    if page.step >= 0 and page.round < page.steps[page.step].repeat:
        return page.step, page.round + 1
    return page.step + 1, 0


def wait_after(steps: tuple[EscalationStep, ...], step: int) -> timedelta:
    """Return how long a begun step has before it is repeated or the next begins.

    That is the next step's `after_s`; at the end its own, or five minutes.
    """
    if step + 1 < len(steps):
        return timedelta(seconds=steps[step + 1].after_s or steps[step].after_s)
    return timedelta(seconds=steps[step].after_s or PATIENCE_S) if steps else timedelta(0)


def begin_step(
    page: Page, stage: tuple[int, int], moment: Moment, directory: OnCallDirectory
) -> list[Event]:
    """Reach the people of a step.

    A step that reaches nobody is skipped for the next at once; past the last the page is exhausted.
    """
    step, round_ = stage
    if step >= len(page.steps):
        return [PageExhausted(page_id=page.page_id, at=moment.now)]
    reached = _reach(page.steps[step], moment.now, directory)
    if isinstance(reached, str):
        skipped = PageStepSkipped(
            page_id=page.page_id, step=step, round=round_, reason=reached, at=moment.now
        )
        # At once: to wait for the answer of nobody would be lost time.
        return [skipped, *begin_step(page, (step + 1, 0), moment, directory)]
    started = PageStepStarted(
        page_id=page.page_id,
        step=step,
        round=round_,
        engineer_ids=tuple(engineer.engineer_id for engineer in reached),
        at=moment.now,
    )
    return [
        started,
        *(event for engineer in reached for event in _queue(page, stage, engineer, moment)),
    ]


def attempt_key(page: Page, stage: tuple[int, int], engineer_id: str, method: int) -> str:
    """Return the stable name of one message.

    The same page, ring, step, round, person and contact method make the same key.
    """
    # Nothing for the first ring, so that pages raised before there were rings keep their keys.
    ring = f"ring {page.ring}/" if page.ring else ""
    return str(
        derived_id(UUID(page.page_id), f"{ring}{stage[0]}/{stage[1]}/{engineer_id}/{method}")
    )


def _reach(
    step: EscalationStep, at: datetime, directory: OnCallDirectory
) -> tuple[EngineerDefined, ...] | SkipReason:
    if not step.targets:
        return "empty-step"
    # A dict keeps the order and calls once who is reached in two ways.
    names = dict.fromkeys(_names(step, at, directory))
    if not names:
        return "nobody-on-call"
    known = (directory.engineers[name] for name in names if name in directory.engineers)
    return (
        tuple(engineer for engineer in known if engineer.personal.contact_methods)
        or "no-contact-method"
    )


def _names(step: EscalationStep, at: datetime, directory: OnCallDirectory) -> Iterator[str]:
    for target in step.targets:
        if target.kind == "engineer":
            yield target.id
        elif (schedule := directory.schedules.get(target.id)) and (
            engineer := on_call_at(schedule, at)
        ):
            yield engineer


def _queue(
    page: Page, stage: tuple[int, int], engineer: EngineerDefined, moment: Moment
) -> Iterator[Event]:
    for index, method in enumerate(engineer.personal.contact_methods):
        yield PageAttemptQueued(
            page_id=page.page_id,
            attempt_key=attempt_key(page, stage, engineer.engineer_id, index),
            step=stage[0],
            round=stage[1],
            engineer_id=engineer.engineer_id,
            channel=method.kind,
            method=index,
            # From when the step was due, not from now: that is what lateness counts from.
            send_at=moment.planned + timedelta(seconds=method.delay_s),
            queued_at=moment.now,
        )
