"""Engineers over REST."""

from fastapi import APIRouter, Response

from events.catalogue.on_call_events import EngineerDefined
from events.command_runner import Decider
from notifier.adapters.read_on_call_directory import versions_of
from notifier.api.notifier_api import (
    Call,
    CallOf,
    NotifierApi,
    Planner,
    Reader,
    Target,
    carry_out,
    versioned,
)
from notifier.api.on_call_answers import EngineerAnswer, engineer_answer
from notifier.api.on_call_bodies import EngineerBody, NewEngineer
from notifier.domain.define_on_call import define, engineer_after
from webapi.invalid_input import Id
from webapi.paging import Page, PagingOf
from webapi.problems import not_found

_DEFINING: Decider[EngineerDefined, EngineerDefined | None] = Decider(None, define, engineer_after)


def engineer_routes(api: NotifierApi) -> APIRouter:
    """All of them, at this api."""
    routes = APIRouter(prefix="/v1/engineers", tags=["engineers"])
    _add_writing(routes, api)

    @routes.get("")
    async def list_engineers(asker: Reader, paging: PagingOf) -> Page[EngineerAnswer]:
        """Who can be paged, by id."""
        directory, versions = (
            await api.directory(),
            await versions_of(api.pool, api.schema, "engineer"),
        )
        after = str(paging.after[0]) if paging.after else ""
        found = [
            engineer
            for engineer_id, engineer in sorted(directory.engineers.items())
            if engineer_id > after
        ]
        answers = [
            engineer_answer(e, versions.get(e.engineer_id, 0), asker) for e in found[: paging.fetch]
        ]
        return paging.page(answers, lambda answer: (answer.engineer_id,))

    @routes.get("/{engineer_id}", response_model=EngineerAnswer)
    async def get_engineer(engineer_id: Id, asker: Reader) -> Response:
        """One engineer; addresses are shown to an admin and to the engineer."""
        directory, versions = (
            await api.directory(),
            await versions_of(api.pool, api.schema, "engineer"),
        )
        if engineer_id not in directory.engineers:
            raise not_found()
        version = versions[engineer_id]
        return versioned(version, engineer_answer(directory.engineers[engineer_id], version, asker))

    return routes


def _add_writing(routes: APIRouter, api: NotifierApi) -> None:
    @routes.post("", status_code=201, response_model=EngineerAnswer)
    async def post_engineer(body: NewEngineer, _planner: Planner, call: CallOf) -> Response:
        """Define an engineer; one of the same id is replaced."""
        return await _define(api, body.defined(body.engineer_id), call, 201)

    @routes.put("/{engineer_id}", response_model=EngineerAnswer)
    async def put_engineer(
        engineer_id: Id, body: EngineerBody, _planner: Planner, call: CallOf
    ) -> Response:
        """Define an engineer, or define them anew; saying the same again changes nothing."""
        return await _define(api, body.defined(engineer_id), call, 200)


async def _define(api: NotifierApi, wanted: EngineerDefined, call: Call, status: int) -> Response:
    def answer(state: EngineerDefined | None, version: int) -> EngineerAnswer:
        return engineer_answer(state or wanted, version, call.identity)

    target = Target(f"engineer-{wanted.engineer_id}", wanted.engineer_id, status)
    return await carry_out(api, _DEFINING, wanted, target, call, answer)
