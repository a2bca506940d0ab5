"""Rehearsals over REST: a page through the whole chain that says everywhere that it is a drill."""

from datetime import datetime
from uuid import UUID, uuid4

from fastapi import APIRouter, Response
from pydantic import Field

from events.catalogue.on_call_events import EscalationPolicyDefined
from events.catalogue.page_events import PageRaised, PageText
from events.catalogue.terms import Plan, Priority
from events.command_runner import Decider
from events.event import derived_id
from notifier.adapters.page_stream import stream_of
from notifier.api.notifier_api import Call, CallOf, NotifierApi, Reader, Target, carry_out
from notifier.api.page_answers import PageMoved, page_moved
from notifier.domain.errors import UnknownOnCallThing
from notifier.domain.escalate_page import Moment
from notifier.domain.on_call_directory import OnCallDirectory
from notifier.domain.page import Page, evolve
from notifier.domain.raise_page import RaisePage, raise_page
from notifier.domain.route_page import Route, route_page
from notifier.domain.whole_chain import whole_chain
from webapi.invalid_input import Id, Name, RequestBody
from webapi.problems import Problem

_RAISING: Decider[RaisePage, Page] = Decider(Page(), raise_page, evolve)
_NOTE = "A rehearsal. Acknowledge it as if it were real; nothing is wrong."


class DrillBody(RequestBody):
    """Which chain to rehearse: a policy by its id, or the one that a page for this plan, priority and area would go to."""

    policy_id: Id | None = None
    plan: Plan | None = None
    priority: Priority | None = None
    area: Id | None = None
    note: Name = Field(default=_NOTE)


def drill_routes(api: NotifierApi) -> APIRouter:
    """Drills, at this api."""
    routes = APIRouter(prefix="/v1/drills", tags=["drills"])

    @routes.post("", status_code=201, response_model=PageMoved)
    async def post_drill(body: DrillBody, _reader: Reader, call: CallOf) -> Response:
        """Page through a chain, marked as a drill from the event to the text."""
        directory, now = await api.directory(), await api.store.now()
        raised = _raised(body, directory, _cause(call), now)
        command = RaisePage(raised=raised, moment=Moment(now=now, planned=now), directory=directory)
        page_id = raised.page_id
        return await carry_out(
            api, _RAISING, command, Target(stream_of(page_id), page_id, 201), call, page_moved
        )

    return routes


def _cause(call: Call) -> UUID:
    """The same key is the same drill."""
    return call.key.command_id if call.key else uuid4()


def _policy(body: DrillBody, directory: OnCallDirectory) -> EscalationPolicyDefined:
    if body.policy_id is not None and body.policy_id not in directory.policies:
        raise UnknownOnCallThing("escalation policy", body.policy_id)
    route = Route(reason="drill", plan=body.plan, priority=body.priority, area=body.area)
    found = directory.policies[body.policy_id] if body.policy_id else route_page(route, directory)
    if found is None:
        raise Problem(
            409,
            "nobody-to-page",
            "Nobody to page",
            "No routing rule with the reason drill matches.",
        )
    return found


def _raised(body: DrillBody, directory: OnCallDirectory, cause: UUID, now: datetime) -> PageRaised:
    policy = _policy(body, directory)
    return PageRaised(
        page_id=str(derived_id(cause, "page/drill")),
        reason="drill",
        cause_id=str(cause),
        case_id=None,
        number=None,
        customer_id=None,
        plan=body.plan,
        priority=body.priority,
        due_at=None,
        policy_id=policy.policy_id,
        steps=whole_chain(policy, body.plan, directory),
        raised_at=now,
        drill=True,
        personal=PageText(subject=body.note),
    )
