"""Paging a person or a policy by hand, over REST: the page walks its chain like any other."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID, uuid4

from fastapi import APIRouter, Response
from pydantic import Field, StringConstraints

from notifier.adapters.deciders import RAISING
from notifier.adapters.page_stream import stream_of
from notifier.api.notifier_api import NotifierApi, Reader
from notifier.api.page_answers import PageMoved, page_moved
from notifier.domain.errors import UnknownOnCallThing
from notifier.domain.escalate_page import Moment
from notifier.domain.on_call_directory import OnCallDirectory
from notifier.domain.page_by_hand import HandPage, HandTarget, page_by_hand
from notifier.domain.page_on_call import WatchedCase, page_id_of
from notifier.domain.raise_page import RaisePage
from webapi.commands import Call, CallOf, Target, Work, carry_out
from webapi.invalid_input import Id, RequestBody

PageWords = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class HandTargetBody(RequestBody):
    """Whom to call: an engineer, whoever is on call in a schedule, or the steps of a policy."""

    kind: Literal["engineer", "schedule", "policy"]
    id: Id


class HandPageBody(RequestBody):
    """Whom to call, about which case (or none), and the text of the message.

    A target that is only an id is an engineer's, else a policy's, else a schedule's.
    """

    targets: list[HandTargetBody | Id] = Field(min_length=1, max_length=20)
    case_id: Id | None = None
    text: PageWords


def hand_page_routes(api: NotifierApi) -> APIRouter:
    """Return the route that pages by hand."""
    routes = APIRouter(prefix="/v1/pages", tags=["pages"])

    @routes.post("", status_code=201, response_model=PageMoved)
    async def post_page(body: HandPageBody, _reader: Reader, call: CallOf) -> Response:
        """Call engineers at once, and policies after them.

        The page is acknowledged and resolved like any other.
        """
        # The same key is the same page: its id follows from it.
        cause = call.key.command_id if call.key else uuid4()

        async def make_command(now: datetime) -> RaisePage:
            return await _raise_page(api, body, cause, call, now)

        page_id = page_id_of(cause, "by-hand")
        # By the case's key, so that the page lies in one shard with the case's other pages.
        key, location = body.case_id or page_id, f"/v1/pages/{page_id}"
        target = Target(stream_of(page_id), key, 201, location=location)
        work = Work(decider=RAISING, make_command=make_command, answer=page_moved)
        return await carry_out(api.store, target, call, work)

    return routes


async def _raise_page(
    api: NotifierApi, body: HandPageBody, cause: UUID, call: Call, now: datetime
) -> RaisePage:
    directory = await api.directory()
    wanted = HandPage(
        cause=cause,
        by=call.person,
        targets=tuple(_target(target, directory) for target in body.targets),
        case=await _case(api, body.case_id),
        text=body.text,
        now=now,
    )
    raised = page_by_hand(wanted, directory)
    return RaisePage(raised=raised, moment=Moment(now=now, planned=now), directory=directory)


async def _case(api: NotifierApi, case_id: str | None) -> WatchedCase | None:
    if case_id is None:
        return None
    async with api.store.transaction() as tx:
        case = (await api.watched.load(tx, [case_id])).get(case_id)
    if case is None:
        raise UnknownOnCallThing("case", case_id)
    return case


def _target(target: HandTargetBody | str, directory: OnCallDirectory) -> HandTarget:
    if isinstance(target, HandTargetBody):
        return HandTarget(kind=target.kind, id=target.id)
    if target in directory.engineers:
        return HandTarget(kind="engineer", id=target)
    return HandTarget(kind="policy" if target in directory.policies else "schedule", id=target)
