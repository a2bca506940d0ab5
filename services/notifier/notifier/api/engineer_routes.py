"""Engineers over REST."""

from datetime import datetime

from fastapi import APIRouter, Response

from events.catalogue.on_call_events import EngineerDefined
from notifier.adapters.deciders import DEFINING_ENGINEER
from notifier.api.notifier_api import NotifierApi, Planner, Reader
from notifier.api.on_call_answers import EngineerAnswer, engineer_answer
from notifier.api.on_call_bodies import EngineerBody, NewEngineer
from notifier.domain.define_engineer import DefineEngineer
from webapi.commands import Call, CallOf, Target, Work, carry_out, versioned
from webapi.invalid_input import Id
from webapi.paging import Page, PagingOf
from webapi.problems import not_found


def engineer_routes(api: NotifierApi) -> APIRouter:
    """Return the routes of engineers."""
    routes = APIRouter(prefix="/v1/engineers", tags=["engineers"])
    _add_writing(routes, api)

    @routes.get("")
    async def list_engineers(reader: Reader, paging: PagingOf) -> Page[EngineerAnswer]:
        """List who can be paged, by id."""
        directory, versions = await api.with_versions("engineer")
        after = str(paging.after[0]) if paging.after else ""
        engineers = [
            engineer
            for engineer_id, engineer in sorted(directory.engineers.items())
            if engineer_id > after
        ]
        answers = [
            engineer_answer(engineer, versions[engineer.engineer_id], reader)
            for engineer in engineers[: paging.fetch]
        ]
        return paging.page(answers, lambda answer: (answer.engineer_id,))

    @routes.get("/{engineer_id}", response_model=EngineerAnswer)
    async def get_engineer(engineer_id: Id, reader: Reader) -> Response:
        """Return one engineer; addresses are shown to an admin and to the engineer."""
        directory, versions = await api.with_versions("engineer")
        if engineer_id not in directory.engineers:
            raise not_found()
        version = versions[engineer_id]
        answer = engineer_answer(directory.engineers[engineer_id], version, reader)
        return versioned(version, answer)

    return routes


def _add_writing(routes: APIRouter, api: NotifierApi) -> None:
    @routes.post("", status_code=201, response_model=EngineerAnswer)
    async def post_engineer(body: NewEngineer, _planner: Planner, call: CallOf) -> Response:
        """Define an engineer; one with the same id is replaced."""
        return await _define(api, body.defined(body.engineer_id), call, 201)

    @routes.put("/{engineer_id}", response_model=EngineerAnswer)
    async def put_engineer(
        engineer_id: Id, body: EngineerBody, _planner: Planner, call: CallOf
    ) -> Response:
        """Define or replace an engineer; the same definition again changes nothing."""
        return await _define(api, body.defined(engineer_id), call, 200)


async def _define(api: NotifierApi, wanted: EngineerDefined, call: Call, status: int) -> Response:
    async def make_command(_now: datetime) -> DefineEngineer:
        return DefineEngineer(engineer=wanted)

    def answer(engineer: EngineerDefined | None, version: int) -> EngineerAnswer:
        return engineer_answer(engineer or wanted, version, call.identity)

    target = Target(
        f"engineer-{wanted.engineer_id}",
        wanted.engineer_id,
        status,
        location=f"/v1/engineers/{wanted.engineer_id}" if status == 201 else None,
    )
    work = Work(decider=DEFINING_ENGINEER, make_command=make_command, answer=answer)
    return await carry_out(api.store, target, call, work)
