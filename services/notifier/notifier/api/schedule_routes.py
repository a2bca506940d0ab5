"""Schedules, overrides and who is on call, over REST and as a calendar."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Response

from events.command_runner import Decider
from notifier.adapters.read_on_call import versions_of
from notifier.api.duty_desk import (
    Call,
    CallOf,
    Cover,
    DutyDesk,
    Planner,
    Reader,
    Target,
    carry_out,
    versioned,
)
from notifier.api.on_call_answers import (
    OnCallAnswer,
    ScheduleAnswer,
    ShiftAnswer,
    schedule_answer,
    shift_answer,
)
from notifier.api.on_call_bodies import NewSchedule, OverrideBody, ScheduleBody
from notifier.domain.calendar_feed import calendar_feed
from notifier.domain.change_schedule import (
    RemoveOverride,
    ScheduleChange,
    change_schedule,
    check_members,
    schedule_after,
)
from notifier.domain.on_call_book import OnCallBook, Schedule
from notifier.domain.who_is_on_call import current_shift, render_shifts
from webapi.invalid_input import Id, Instant
from webapi.paging import Page, PagingOf
from webapi.problems import Problem, not_found

_CHANGING: Decider[ScheduleChange, Schedule | None] = Decider(None, change_schedule, schedule_after)
LONGEST_RENDERING = timedelta(days=400)
FEED_BACK, FEED_AHEAD = timedelta(days=14), timedelta(days=92)


def schedule_routes(desk: DutyDesk) -> APIRouter:
    """All about schedules, at this desk."""
    routes = APIRouter(prefix="/v1/schedules", tags=["schedules"])
    _add_defining(routes, desk)
    _add_overrides(routes, desk)
    _add_reading(routes, desk)
    return routes


def on_call_routes(desk: DutyDesk) -> APIRouter:
    """Who is on call, at this desk."""
    routes = APIRouter(prefix="/v1/on-call", tags=["on call"])

    @routes.get("")
    async def get_on_call(
        _reader: Reader,
        schedule: Annotated[Id | None, Query()] = None,
        at: Annotated[Instant | None, Query()] = None,
    ) -> Page[OnCallAnswer]:
        """Who is on call in a schedule (or in each), at an instant (or now), and until when."""
        book = await desk.book()
        if schedule is not None and schedule not in book.schedules:
            raise not_found()
        when = at or await desk.store.now()
        wanted = (
            [book.schedules[schedule]]
            if schedule
            else [book.schedules[name] for name in sorted(book.schedules)]
        )
        return Page(items=[_on_call(one, when, book) for one in wanted])

    return routes


def _add_defining(routes: APIRouter, desk: DutyDesk) -> None:
    @routes.post("", status_code=201, response_model=ScheduleAnswer)
    async def post_schedule(body: NewSchedule, _planner: Planner, call: CallOf) -> Response:
        """Define a schedule; one of the same id is replaced and keeps its overrides. Members must be defined first."""
        check_members(
            {member for layer in body.layers for member in layer.members}, await desk.book()
        )
        return await _change(desk, body.defined(body.schedule_id), call, 201)

    @routes.put("/{schedule_id}", response_model=ScheduleAnswer)
    async def put_schedule(
        schedule_id: Id, body: ScheduleBody, _planner: Planner, call: CallOf
    ) -> Response:
        """Define a schedule, or define it anew."""
        check_members(
            {member for layer in body.layers for member in layer.members}, await desk.book()
        )
        return await _change(desk, body.defined(schedule_id), call, 200)


def _add_overrides(routes: APIRouter, desk: DutyDesk) -> None:
    @routes.post("/{schedule_id}/overrides", status_code=201, response_model=ScheduleAnswer)
    async def post_override(
        schedule_id: Id, body: OverrideBody, _cover: Cover, call: CallOf
    ) -> Response:
        """Somebody takes over for a while; of overlapping overrides the one added last counts."""
        book = await desk.book()
        _known(book, schedule_id)
        check_members({body.engineer_id}, book)
        return await _change(desk, body.added(schedule_id), call, 201)

    @routes.delete("/{schedule_id}/overrides/{override_id}", response_model=ScheduleAnswer)
    async def delete_override(
        schedule_id: Id, override_id: Id, _cover: Cover, call: CallOf
    ) -> Response:
        """The override no longer holds."""
        schedule = _known(await desk.book(), schedule_id)
        if override_id not in {override.override_id for override in schedule.overrides}:
            raise not_found()
        return await _change(
            desk, RemoveOverride(schedule_id=schedule_id, override_id=override_id), call, 200
        )


def _add_reading(routes: APIRouter, desk: DutyDesk) -> None:
    @routes.get("")
    async def list_schedules(_reader: Reader, paging: PagingOf) -> Page[ScheduleAnswer]:
        """All schedules, by id."""
        book, versions = await desk.book(), await versions_of(desk.pool, desk.schema, "schedule")
        after = str(paging.after[0]) if paging.after else ""
        found = [schedule for name, schedule in sorted(book.schedules.items()) if name > after]
        answers = [
            schedule_answer(schedule, versions.get(schedule.schedule_id, 0)) for schedule in found
        ]
        return paging.page(answers[: paging.fetch], lambda answer: (answer.schedule_id,))

    @routes.get("/{schedule_id}.ics", response_class=Response)
    async def get_feed(schedule_id: Id, _reader: Reader) -> Response:
        """The schedule as a calendar: two weeks back, three months ahead."""
        book, now = await desk.book(), await desk.store.now()
        schedule = _known(book, schedule_id)
        shifts = render_shifts(schedule, now - FEED_BACK, now + FEED_AHEAD)
        return Response(
            calendar_feed(schedule, shifts, book, now), media_type="text/calendar; charset=utf-8"
        )

    @routes.get("/{schedule_id}", response_model=ScheduleAnswer)
    async def get_schedule(
        schedule_id: Id,
        _reader: Reader,
        start: Annotated[Instant | None, Query(alias="from")] = None,
        end: Annotated[Instant | None, Query(alias="to")] = None,
    ) -> Response:
        """One schedule; with `from` and `to`, who is on call between them. A gap between shifts is where nobody is."""
        book, versions = await desk.book(), await versions_of(desk.pool, desk.schema, "schedule")
        schedule = _known(book, schedule_id)
        shifts = None if start is None or end is None else _shifts(schedule, start, end, book)
        version = versions[schedule_id]
        return versioned(version, schedule_answer(schedule, version, shifts))


def _shifts(
    schedule: Schedule, start: Instant, end: Instant, book: OnCallBook
) -> list[ShiftAnswer]:
    if not timedelta(0) < end - start <= LONGEST_RENDERING:
        raise Problem(
            422, "bad-period", "Bad period", "`to` must be after `from`, by 400 days at most."
        )
    return [shift_answer(shift, book) for shift in render_shifts(schedule, start, end)]


def _on_call(schedule: Schedule, at: Instant, book: OnCallBook) -> OnCallAnswer:
    shift = current_shift(schedule, at)
    return OnCallAnswer(
        schedule_id=schedule.schedule_id,
        at=at,
        engineer_id=shift.engineer_id if shift else None,
        name=book.name_of(shift.engineer_id) if shift else None,
        until=shift.end if shift else None,
        source=shift.source if shift else None,
    )


def _known(book: OnCallBook, schedule_id: str) -> Schedule:
    if schedule_id not in book.schedules:
        raise not_found()
    return book.schedules[schedule_id]


async def _change(desk: DutyDesk, change: ScheduleChange, call: Call, status: int) -> Response:
    def answer(schedule: Schedule | None, version: int) -> ScheduleAnswer:
        assert schedule is not None, "a change is refused where there is none"
        return schedule_answer(schedule, version)

    target = Target(f"schedule-{change.schedule_id}", change.schedule_id, status)
    return await carry_out(desk, _CHANGING, change, target, call, answer)
