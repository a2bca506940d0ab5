"""The page behind a signed link: shows what a page is about, and acknowledges it, but only when the
button is pressed.

Looking at it changes nothing, for mail scanners and link previews look, too. The link is the
identity: see `signed_link.py`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import uuid4

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from careplans.say_length import say_roughly
from events.command_runner import CommandRequest, ready, run_command
from events.event import Meta
from events.one_line import one_line, quoted
from events.store.connection import Pool
from events.store.postgres_store import PostgresStore
from notifier.adapters.deciders import ACKNOWLEDGING
from notifier.adapters.page_list import PageList, SeenPage
from notifier.adapters.page_stream import stream_of
from notifier.adapters.read_on_call_directory import read_directory
from notifier.domain.acknowledge_page import AcknowledgePage
from notifier.domain.errors import (
    AlreadyAcknowledged,
    LinkExpired,
    LinkRefused,
    LinkTampered,
    PageOver,
)
from notifier.domain.on_call_directory import OnCallDirectory
from notifier.domain.page import Page
from notifier.domain.page_message import (
    customers_words,
    minutes_left,
    reach_in_words,
    title_of,
    what_happened,
)
from notifier.domain.signed_link import LinkClaim, read_link
from webapi.identity import open_to_strangers
from webapi.page_safety import csp_nonce
from webapi.refusal_brake import count_refusal

_TEMPLATES = Environment(
    loader=PackageLoader("notifier.pages"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)

LinkState = Literal["open", "yours", "taken", "over"]


@dataclass(frozen=True, slots=True)
class LinkPages:
    """What the page works with."""

    store: PostgresStore
    pool: Pool
    schema: str
    pages: PageList
    secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPage:
    """What the template shows.

    `words` are the customer's. `due` is an instant in words, `left` how far away it is; `late`: it
    has passed.
    """

    link_state: LinkState
    title: str
    number: str | None
    priority: str | None
    customer: str | None
    plan: str | None
    what: str | None
    words: str | None
    reach: str | None
    drill: bool
    due: str | None
    left: str | None
    late: bool
    raised: str
    you: str
    holder: str | None
    held_since: str | None
    just_now: bool


def acknowledgement_routes(api: LinkPages) -> APIRouter:
    """Return the routes `GET` and `POST /a/{signed}`."""
    routes = APIRouter(tags=["acknowledgement page"], dependencies=[])

    @routes.get(
        "/a/{signed}", response_class=HTMLResponse, dependencies=[Depends(open_to_strangers)]
    )
    async def show_page(request: Request, signed: str) -> HTMLResponse:
        """Show what the page is about, with a button. Changes nothing."""
        return await _answer(request, api, signed, acknowledge=False)

    @routes.post(
        "/a/{signed}", response_class=HTMLResponse, dependencies=[Depends(open_to_strangers)]
    )
    async def take_page(request: Request, signed: str) -> HTMLResponse:
        """Acknowledge for the engineer of the link; a second time says who has it."""
        return await _answer(request, api, signed, acknowledge=True)

    return routes


async def _answer(
    request: Request, api: LinkPages, signed: str, *, acknowledge: bool
) -> HTMLResponse:
    now = await api.store.now()
    try:
        claim = read_link(signed, api.secret, now)
        page = await _page_of(api, claim)
    except LinkRefused as refused:
        # One that has expired was ours: it is an old mail, and nobody's guess.
        if not isinstance(refused, LinkExpired):
            await count_refusal(request)
        return _refusal(request, refused)
    just_now = acknowledge and await _acknowledge(api, claim, page, now)
    # Read again, to show the page as it is after the button was pressed, whoever was first.
    page = await _page_of(api, claim)
    directory = await read_directory(api.pool, api.schema)
    return _html(
        request,
        "acknowledgement.html.jinja",
        200,
        shown=_shown(page, claim, directory, now, just_now=just_now),
    )


async def _page_of(api: LinkPages, claim: LinkClaim) -> SeenPage:
    page = await api.pages.find(claim.page_id)
    if page is None:
        raise LinkTampered("the link is about a page that is not here")
    return page


async def _acknowledge(api: LinkPages, claim: LinkClaim, page: SeenPage, now: datetime) -> bool:
    """Acknowledge; return whether this call did it, rather than somebody before it."""
    request: CommandRequest[Page] = CommandRequest(
        stream=stream_of(claim.page_id),
        routing_key=page.routing_key,
        # There is no token: the link is the identity, so the actor is whom it was sent to.
        meta=Meta(correlation_id=uuid4().hex, actor=claim.engineer_id, role="oncall"),
        occurred_at=now,
        respond=lambda _page, _version: b"",
    )
    command = AcknowledgePage(by=claim.engineer_id, via="link", now=now)
    try:
        await run_command(api.store, ACKNOWLEDGING, ready(command), request=request)
    except (AlreadyAcknowledged, PageOver):
        return False
    return True


def _shown(
    page: SeenPage, claim: LinkClaim, directory: OnCallDirectory, now: datetime, *, just_now: bool
) -> ShownPage:
    facts = page.facts
    left, words = minutes_left(facts.due_at, now), customers_words(facts)
    return ShownPage(
        link_state=_link_state(page, claim),
        title=title_of(facts),
        number=facts.number,
        priority=facts.priority,
        customer=None if facts.customer is None else one_line(facts.customer),
        plan=facts.plan,
        what=what_happened(facts),
        words=quoted(words) if words else None,
        reach=reach_in_words(facts),
        drill=facts.drill,
        due=None if facts.due_at is None else f"{facts.due_at:%d %b %Y, %H:%M} UTC",
        left=None if left is None else say_roughly(timedelta(minutes=abs(left))),
        late=left is not None and left < 0,
        raised=f"{facts.raised_at:%d %b %Y, %H:%M} UTC",
        you=directory.name_of(claim.engineer_id),
        holder=directory.name_of(page.acknowledged_by) if page.acknowledged_by else None,
        held_since=f"{page.acknowledged_at:%H:%M} UTC" if page.acknowledged_at else None,
        just_now=just_now,
    )


def _link_state(page: SeenPage, claim: LinkClaim) -> LinkState:
    if page.status == "resolved":
        return "over"
    if page.acknowledged_by is None:
        return "open"
    return "yours" if page.acknowledged_by == claim.engineer_id else "taken"


def _refusal(request: Request, refused: LinkRefused) -> HTMLResponse:
    expired = isinstance(refused, LinkExpired)
    return _html(request, "link_refused.html.jinja", 410 if expired else 403, expired=expired)


def _html(request: Request, template: str, status: int, **values: object) -> HTMLResponse:
    text = _TEMPLATES.get_template(template).render(nonce=csp_nonce(request), **values)
    # A link is a key: where one was posted somewhere, no search engine shall list its page.
    return HTMLResponse(text, status, {"X-Robots-Tag": "noindex"})
