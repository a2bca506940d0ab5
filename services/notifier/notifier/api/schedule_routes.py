"""Schedules, overrides and who is on call, over REST and as a calendar."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Response

from events.catalogue.on_call_events import ScheduleDefined
from notifier.adapters.deciders import CHANGING_SCHEDULE
from notifier.api.notifier_api import Cover, NotifierApi, Planner, Reader
from notifier.api.on_call_answers import (
    OnCallAnswer,
    ScheduleAnswer,
    ShiftAnswer,
    schedule_answer,
    shift_answer,
)
from notifier.api.on_call_bodies import NewSchedule, OverrideBody, ScheduleBody, ScheduleId
from notifier.domain.calendar_feed import calendar_feed
from notifier.domain.change_schedule import (
    AddOverride,
    DefineSchedule,
    RemoveOverride,
    ScheduleChange,
)
from notifier.domain.on_call_directory import OnCallDirectory
from notifier.domain.schedule import Schedule
from notifier.domain.who_is_on_call import current_shift, render_shifts
from webapi.commands import Call, CallOf, Target, Work, carry_out, versioned
from webapi.invalid_input import Id, Instant
from webapi.openapi_document import text_answer
from webapi.paging import Page, PagingOf
from webapi.problems import Problem, not_found

LONGEST_RENDERING = timedelta(days=400)
FEED_BACK, FEED_AHEAD = timedelta(days=14), timedelta(days=92)


def schedule_routes(api: NotifierApi) -> APIRouter:
    """Return the routes of schedules."""
    routes = APIRouter(prefix="/v1/schedules", tags=["schedules"])
    _add_defining(routes, api)
    _add_overrides(routes, api)
    _add_reading(routes, api)
    return routes


def on_call_routes(api: NotifierApi) -> APIRouter:
    """Return the route that says who is on call."""
    routes = APIRouter(prefix="/v1/on-call", tags=["on call"])

    @routes.get("")
    async def get_on_call(
        _reader: Reader,
        schedule: Annotated[Id | None, Query()] = None,
        at: Annotated[Instant | None, Query()] = None,
    ) -> Page[OnCallAnswer]:
        """Return who is on call in a schedule (or in each), at an instant (or now), until when."""
        directory = await api.directory()
        if schedule is not None and schedule not in directory.schedules:
            raise not_found()
        when = at or await api.store.now()
        wanted = (
            [directory.schedules[schedule]]
            if schedule
            else [directory.schedules[name] for name in sorted(directory.schedules)]
        )
        return Page(items=[_on_call(schedule, when, directory) for schedule in wanted])

    return routes


def _add_defining(routes: APIRouter, api: NotifierApi) -> None:
    @routes.post("", status_code=201, response_model=ScheduleAnswer)
    async def post_schedule(body: NewSchedule, _planner: Planner, call: CallOf) -> Response:
        """Define a schedule; one with the same id is replaced and keeps its overrides.

        Members must be defined first.
        """
        return await _define(api, body.defined(body.schedule_id), call, 201)

    @routes.put("/{schedule_id}", response_model=ScheduleAnswer)
    async def put_schedule(
        schedule_id: ScheduleId, body: ScheduleBody, _planner: Planner, call: CallOf
    ) -> Response:
        """Define or replace a schedule."""
        return await _define(api, body.defined(schedule_id), call, 200)


def _add_overrides(routes: APIRouter, api: NotifierApi) -> None:
    @routes.post("/{schedule_id}/overrides", status_code=201, response_model=ScheduleAnswer)
    async def post_override(
        schedule_id: Id, body: OverrideBody, _cover: Cover, call: CallOf
    ) -> Response:
        """Let somebody take over for a while; of overlapping overrides the one added last
        counts.
        """

        async def make_command(_now: datetime) -> AddOverride:
            directory = await api.directory()
            # 404, for it stands in the path; the decider's 422 is about what a body names.
            _known(directory, schedule_id)
            return AddOverride(override=body.added(schedule_id), directory=directory)

        return await _change(
            api,
            Target(
                f"schedule-{schedule_id}", schedule_id, 201, location=f"/v1/schedules/{schedule_id}"
            ),
            call,
            make_command,
        )

    @routes.delete("/{schedule_id}/overrides/{override_id}", response_model=ScheduleAnswer)
    async def delete_override(
        schedule_id: Id, override_id: Id, _cover: Cover, call: CallOf
    ) -> Response:
        """Take an override back."""

        async def make_command(_now: datetime) -> RemoveOverride:
            schedule = _known(await api.directory(), schedule_id)
            if override_id not in {override.override_id for override in schedule.overrides}:
                raise not_found()
            return RemoveOverride(schedule_id=schedule_id, override_id=override_id)

        return await _change(
            api, Target(f"schedule-{schedule_id}", schedule_id), call, make_command
        )


def _add_reading(routes: APIRouter, api: NotifierApi) -> None:
    @routes.get("")
    async def list_schedules(_reader: Reader, paging: PagingOf) -> Page[ScheduleAnswer]:
        """List all schedules, by id."""
        directory, versions = await api.with_versions("schedule")
        after = str(paging.after[0]) if paging.after else ""
        schedules = [
            schedule for name, schedule in sorted(directory.schedules.items()) if name > after
        ]
        answers = [
            schedule_answer(schedule, versions[schedule.schedule_id]) for schedule in schedules
        ]
        return paging.page(answers[: paging.fetch], lambda answer: (answer.schedule_id,))

    # Before the route of one schedule, whose pattern would take `.ics` for a part of the id.
    @routes.get(
        "/{schedule_id}.ics", response_class=Response, responses=text_answer("text/calendar")
    )
    async def get_feed(schedule_id: Id, _reader: Reader) -> Response:
        """Return the schedule as a calendar: two weeks back, three months ahead."""
        directory, now = await api.directory(), await api.store.now()
        schedule = _known(directory, schedule_id)
        shifts = render_shifts(schedule, now - FEED_BACK, now + FEED_AHEAD)
        return Response(
            calendar_feed(schedule, shifts, directory, now),
            media_type="text/calendar; charset=utf-8",
        )

    @routes.get("/{schedule_id}", response_model=ScheduleAnswer)
    async def get_schedule(
        schedule_id: Id,
        _reader: Reader,
        start: Annotated[Instant | None, Query(alias="from")] = None,
        end: Annotated[Instant | None, Query(alias="to")] = None,
    ) -> Response:
        """Return one schedule; with `from` and `to`, who is on call between them.

        In a gap between shifts nobody is on call.
        """
        directory, versions = await api.with_versions("schedule")
        schedule = _known(directory, schedule_id)
        shifts = None if start is None or end is None else _shifts(schedule, start, end, directory)
        version = versions[schedule_id]
        return versioned(version, schedule_answer(schedule, version, shifts))


def _shifts(
    schedule: Schedule, start: Instant, end: Instant, directory: OnCallDirectory
) -> list[ShiftAnswer]:
    if not timedelta(0) < end - start <= LONGEST_RENDERING:
        raise Problem(
            422, "bad-period", "Bad period", "`to` must be after `from`, by 400 days at most."
        )
    return [shift_answer(shift, directory) for shift in render_shifts(schedule, start, end)]


def _on_call(schedule: Schedule, at: Instant, directory: OnCallDirectory) -> OnCallAnswer:
    shift = current_shift(schedule, at)
    return OnCallAnswer(
        schedule_id=schedule.schedule_id,
        at=at,
        engineer_id=shift.engineer_id if shift else None,
        name=directory.name_of(shift.engineer_id) if shift else None,
        until=shift.end if shift else None,
        source=shift.source if shift else None,
    )


def _known(directory: OnCallDirectory, schedule_id: str) -> Schedule:
    if schedule_id not in directory.schedules:
        raise not_found()
    return directory.schedules[schedule_id]


async def _define(api: NotifierApi, wanted: ScheduleDefined, call: Call, status: int) -> Response:
    async def make_command(_now: datetime) -> DefineSchedule:
        return DefineSchedule(schedule=wanted, directory=await api.directory())

    target = Target(
        f"schedule-{wanted.schedule_id}",
        wanted.schedule_id,
        status,
        location=f"/v1/schedules/{wanted.schedule_id}" if status == 201 else None,
    )
    return await _change(api, target, call, make_command)


async def _change(
    api: NotifierApi,
    target: Target,
    call: Call,
    make_command: Callable[[datetime], Awaitable[ScheduleChange]],
) -> Response:
    def answer(schedule: Schedule | None, version: int) -> ScheduleAnswer:
        assert schedule is not None, "a change of an unknown schedule is refused"
        return schedule_answer(schedule, version)

    work = Work(decider=CHANGING_SCHEDULE, make_command=make_command, answer=answer)
    return await carry_out(api.store, target, call, work)
