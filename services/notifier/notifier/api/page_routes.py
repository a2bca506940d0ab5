"""Pages over REST: what was tried, and acknowledging, escalating or resolving one."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response

from notifier.adapters.deciders import ACKNOWLEDGING, ESCALATING, RESOLVING
from notifier.adapters.page_list import PageFilter, SeenPage
from notifier.adapters.page_stream import stream_of
from notifier.api.notifier_api import NotifierApi, Reader
from notifier.api.page_answers import PageAnswer, PageMoved, page_answer, page_moved
from notifier.domain.acknowledge_page import AcknowledgePage
from notifier.domain.errors import PageNotFound
from notifier.domain.escalate_page import EscalatePage
from notifier.domain.page import PageStatus
from notifier.domain.resolve_page import ResolvePage, ResolveReason
from webapi.commands import CallOf, Target, Work, carry_out, versioned
from webapi.invalid_input import Id
from webapi.paging import Page, PagingOf


def page_routes(api: NotifierApi) -> APIRouter:
    """Return the routes of pages."""
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
        """List pages, the newest first, each with every attempt.

        `engineer_id`: those with a message for this engineer.
        """
        last = paging.after
        after = (datetime.fromisoformat(str(last[0])), str(last[1])) if last else None
        wanted = PageFilter(status=status, case_id=case_id, after=after, engineer_id=engineer_id)
        pages = await api.pages.newest(wanted, paging.fetch)
        answers = [page_answer(page) for page in pages]
        return paging.page(answers, lambda answer: (answer.raised_at.isoformat(), answer.page_id))

    @routes.get("/{page_id}", response_model=PageAnswer)
    async def get_page(page_id: Id, _reader: Reader) -> Response:
        """Return one page with every attempt: channel, queued, sent, answered, late by, outcome."""
        page = await _page(api, page_id)
        return versioned(page.version, page_answer(page))


def _add_commands(routes: APIRouter, api: NotifierApi) -> None:
    @routes.post("/{page_id}/acknowledge", response_model=PageMoved)
    async def acknowledge(page_id: Id, _reader: Reader, call: CallOf) -> Response:
        """Take the page: no step follows."""
        page = await _page(api, page_id)

        async def make_command(now: datetime) -> AcknowledgePage:
            return AcknowledgePage(by=call.person, via="api", now=now)

        work = Work(decider=ACKNOWLEDGING, make_command=make_command, answer=page_moved)
        return await carry_out(api.store, _target(page), call, work)

    @routes.post("/{page_id}/escalate", response_model=PageMoved)
    async def escalate(page_id: Id, _reader: Reader, call: CallOf) -> Response:
        """Begin the next step now, even if somebody has acknowledged.

        After the last step the chain begins again.
        """
        page = await _page(api, page_id)

        async def make_command(now: datetime) -> EscalatePage:
            return EscalatePage(by=call.person, now=now, directory=await api.directory())

        work = Work(decider=ESCALATING, make_command=make_command, answer=page_moved)
        return await carry_out(api.store, _target(page), call, work)

    @routes.post("/{page_id}/resolve", response_model=PageMoved)
    async def resolve(page_id: Id, _reader: Reader, call: CallOf) -> Response:
        """End the page."""
        page = await _page(api, page_id)
        reason: ResolveReason = "drill-over" if page.facts.drill else "by-hand"

        async def make_command(now: datetime) -> ResolvePage:
            return ResolvePage(by=call.person, reason=reason, now=now)

        work = Work(decider=RESOLVING, make_command=make_command, answer=page_moved)
        return await carry_out(api.store, _target(page), call, work)


async def _page(api: NotifierApi, page_id: str) -> SeenPage:
    page = await api.pages.find(page_id)
    if page is None:
        raise PageNotFound
    return page


def _target(page: SeenPage) -> Target:
    # The row tells which shard holds the stream; what is allowed is decided on the events.
    return Target(stream_of(page.facts.page_id), page.routing_key)
