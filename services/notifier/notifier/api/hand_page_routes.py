"""A person or a policy paged by hand, over REST: the page walks its chain like any other."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID, uuid4

from fastapi import APIRouter, Response
from pydantic import Field, StringConstraints

from events.command_runner import Decider
from notifier.adapters.page_stream import stream_of
from notifier.api.notifier_api import Call, CallOf, NotifierApi, Reader, Target, carry_out
from notifier.api.page_answers import PageMoved, page_moved
from notifier.domain.errors import UnknownOnCallThing
from notifier.domain.escalate_page import Moment
from notifier.domain.on_call_directory import OnCallDirectory
from notifier.domain.page import Page, evolve
from notifier.domain.page_by_hand import HandPage, HandTarget, page_by_hand
from notifier.domain.page_on_call import WatchedCase
from notifier.domain.raise_page import RaisePage, raise_page
from webapi.invalid_input import Id, RequestBody

_RAISING: Decider[RaisePage, Page] = Decider(Page(), raise_page, evolve)
PageWords = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class HandTargetBody(RequestBody):
    """Whom to call: an engineer, whoever is on call in a schedule, or the steps of a policy."""

    kind: Literal["engineer", "schedule", "policy"]
    id: Id


class HandPageBody(RequestBody):
    """Whom to call, about which case (or none), and what to say.

    A target that is only an id is an engineer's, else a policy's, else a schedule's.
    """

    targets: list[HandTargetBody | Id] = Field(min_length=1, max_length=20)
    case_id: Id | None = None
    text: PageWords


def hand_page_routes(api: NotifierApi) -> APIRouter:
    """Paging by hand, at this api."""
    routes = APIRouter(prefix="/v1/pages", tags=["pages"])

    @routes.post("", status_code=201, response_model=PageMoved)
    async def post_page(body: HandPageBody, _reader: Reader, call: CallOf) -> Response:
        """Call engineers, and policies after them, at once. The page is acknowledged and resolved like any other."""
        directory, now = await api.directory(), await api.store.now()
        case = await _case(api, body.case_id)
        wanted = HandPage(
            cause=_cause(call),
            by=call.who,
            targets=tuple(_target(target, directory) for target in body.targets),
            case=case,
            text=body.text,
            now=now,
        )
        return await _raise(api, wanted, directory, now, call)

    return routes


async def _raise(
    api: NotifierApi, wanted: HandPage, directory: OnCallDirectory, now: datetime, call: Call
) -> Response:
    raised = page_by_hand(wanted, directory)
    command = RaisePage(raised=raised, moment=Moment(now=now, planned=now), directory=directory)
    target = Target(stream_of(raised.page_id), raised.case_id or raised.page_id, 201)
    return await carry_out(api, _RAISING, command, target, call, page_moved)


def _cause(call: Call) -> UUID:
    """The same key is the same page."""
    return call.key.command_id if call.key else uuid4()


async def _case(api: NotifierApi, case_id: str | None) -> WatchedCase | None:
    if case_id is None:
        return None
    async with api.store.transaction() as tx:
        found = (await api.watched.load(tx, [case_id])).get(case_id)
    if found is None:
        raise UnknownOnCallThing("case", case_id)
    return found


def _target(target: HandTargetBody | str, directory: OnCallDirectory) -> HandTarget:
    if isinstance(target, HandTargetBody):
        return HandTarget(kind=target.kind, id=target.id)
    if target in directory.engineers:
        return HandTarget(kind="engineer", id=target)
    return HandTarget(kind="policy" if target in directory.policies else "schedule", id=target)
