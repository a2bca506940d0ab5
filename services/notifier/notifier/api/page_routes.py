"""Pages over REST: what was tried, and taking, passing on or ending one."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response

from events.command_runner import Decider
from notifier.adapters.page_list import PageFilter, SeenPage
from notifier.adapters.page_stream import stream_of
from notifier.api.notifier_api import CallOf, NotifierApi, Reader, Target, carry_out, versioned
from notifier.api.page_answers import PageAnswer, PageMoved, page_answer, page_moved
from notifier.domain.acknowledge_page import AcknowledgePage, acknowledge_page
from notifier.domain.errors import PageNotFound
from notifier.domain.escalate_page import EscalatePage, escalate_page
from notifier.domain.page import Page as PageState
from notifier.domain.page import PageStatus, evolve
from notifier.domain.resolve_page import ResolvePage, ResolveReason, resolve_page
from webapi.invalid_input import Id
from webapi.paging import Page, PagingOf

_ACKNOWLEDGING: Decider[AcknowledgePage, PageState] = Decider(PageState(), acknowledge_page, evolve)
_ESCALATING: Decider[EscalatePage, PageState] = Decider(PageState(), escalate_page, evolve)
_RESOLVING: Decider[ResolvePage, PageState] = Decider(PageState(), resolve_page, evolve)


def page_routes(api: NotifierApi) -> APIRouter:
    """All about pages, at this api."""
    routes = APIRouter(prefix="/v1/pages", tags=["pages"])
    _add_reading(routes, api)
    _add_commands(routes, api)
    return routes


def _add_reading(routes: APIRouter, api: NotifierApi) -> None:
    @routes.get("")
    async def list_pages(
        _reader: Reader,
        paging: PagingOf,
        status: Annotated[PageStatus | None, Query()] = None,
        case_id: Annotated[Id | None, Query()] = None,
        engineer_id: Annotated[Id | None, Query()] = None,
    ) -> Page[PageAnswer]:
        """Pages, the newest first, each with every attempt; `engineer_id`: those with a message for this engineer."""
        after = paging.after
        place = (datetime.fromisoformat(str(after[0])), str(after[1])) if after else None
        wanted = PageFilter(status=status, case_id=case_id, after=place, engineer_id=engineer_id)
        found = await api.pages.newest(wanted, paging.fetch)
        answers = [page_answer(page) for page in found]
        return paging.page(answers, lambda answer: (answer.raised_at.isoformat(), answer.page_id))

    @routes.get("/{page_id}", response_model=PageAnswer)
    async def get_page(page_id: Id, _reader: Reader) -> Response:
        """One page, with every attempt: channel, queued, sent, answered, late by, provider's id, outcome."""
        page = await _found(api, page_id)
        return versioned(page.version, page_answer(page))


def _add_commands(routes: APIRouter, api: NotifierApi) -> None:
    @routes.post("/{page_id}/acknowledge", response_model=PageMoved)
    async def acknowledge(page_id: Id, _reader: Reader, call: CallOf) -> Response:
        """I have it: no step follows."""
        page = await _found(api, page_id)
        command = AcknowledgePage(by=call.who, via="api", now=await api.store.now())
        return await carry_out(api, _ACKNOWLEDGING, command, _target(page), call, page_moved)

    @routes.post("/{page_id}/escalate", response_model=PageMoved)
    async def escalate(page_id: Id, _reader: Reader, call: CallOf) -> Response:
        """On to the next step, now, also where somebody had acknowledged; after the last step the chain begins anew."""
        page = await _found(api, page_id)
        command = EscalatePage(
            by=call.who, now=await api.store.now(), directory=await api.directory()
        )
        return await carry_out(api, _ESCALATING, command, _target(page), call, page_moved)

    @routes.post("/{page_id}/resolve", response_model=PageMoved)
    async def resolve(page_id: Id, _reader: Reader, call: CallOf) -> Response:
        """The page is over."""
        page = await _found(api, page_id)
        reason: ResolveReason = "drill-over" if page.facts.drill else "by-hand"
        command = ResolvePage(by=call.who, reason=reason, now=await api.store.now())
        return await carry_out(api, _RESOLVING, command, _target(page), call, page_moved)


async def _found(api: NotifierApi, page_id: str) -> SeenPage:
    page = await api.pages.find(page_id)
    if page is None:
        raise PageNotFound("there is no such page")
    return page


def _target(page: SeenPage) -> Target:
    return Target(stream_of(page.facts.page_id), page.routing_key)
