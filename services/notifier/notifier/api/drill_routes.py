"""Rehearsals over REST: a page through the whole chain that says everywhere that it is a drill."""

from datetime import datetime
from uuid import uuid4

from fastapi import APIRouter, Response
from pydantic import Field

from events.catalogue.terms import Plan, Priority
from notifier.adapters.deciders import RAISING
from notifier.adapters.page_stream import stream_of
from notifier.api.notifier_api import NotifierApi, Reader
from notifier.api.page_answers import PageMoved, page_moved
from notifier.domain.escalate_page import Moment
from notifier.domain.freeze_page import Drill, drill_page_id, page_for_drill
from notifier.domain.raise_page import RaisePage
from webapi.commands import CallOf, Target, Work, carry_out
from webapi.invalid_input import Id, Name, RequestBody

_NOTE = "A rehearsal. Acknowledge it as if it were real; nothing is wrong."


class DrillBody(RequestBody):
    """The chain to rehearse: a policy's, or the one for this plan, priority and area."""

    policy_id: Id | None = None
    plan: Plan | None = None
    priority: Priority | None = None
    area: Id | None = None
    note: Name = Field(default=_NOTE)


def drill_routes(api: NotifierApi) -> APIRouter:
    """Return the route that starts a drill."""
    routes = APIRouter(prefix="/v1/drills", tags=["drills"])

    @routes.post("", status_code=201, response_model=PageMoved)
    async def post_drill(body: DrillBody, _reader: Reader, call: CallOf) -> Response:
        """Page through a chain, marked as a drill from the event to the text."""
        # The same key is the same drill: the page's id follows from it.
        cause = call.key.command_id if call.key else uuid4()

        async def make_command(now: datetime) -> RaisePage:
            directory = await api.directory()
            drill = Drill(
                cause=cause,
                policy_id=body.policy_id,
                plan=body.plan,
                priority=body.priority,
                area=body.area,
                note=body.note,
            )
            raised = page_for_drill(drill, directory, now)
            moment = Moment(now=now, planned=now)
            return RaisePage(raised=raised, moment=moment, directory=directory)

        page_id = drill_page_id(cause)
        work = Work(decider=RAISING, make_command=make_command, answer=page_moved)
        target = Target(stream_of(page_id), page_id, 201, location=f"/v1/pages/{page_id}")
        return await carry_out(api.store, target, call, work)

    return routes
