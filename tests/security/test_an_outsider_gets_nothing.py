"""The outsider, tried on a small service; and that he finds the holes of a service that has
some.
"""

from collections.abc import Sequence

import pytest
from fastapi import APIRouter, Depends, FastAPI
from fastapi.responses import PlainTextResponse
from starlette.routing import Mount, Route

from tests.support.outsider import (
    Endpoint,
    Trespass,
    endpoints_of,
    learnt_by_other_customers,
    let_in,
)
from tests.support.sample_service import NoteView, Shelf, sample_app, sample_settings
from webapi.app import make_app
from webapi.identity import CurrentIdentity, open_to_strangers
from webapi.problems import not_allowed, not_found

SETTINGS = sample_settings()
OPEN = frozenset({("GET", "/links/{signed}"), ("POST", "/links/{signed}")})
TRESPASS = Trespass(
    customer_id="acme",
    user_id="ann",
    fills={"customer_id": "acme", "note_id": "n1"},
    bodies={("POST", "/v1/customers/{customer_id}/notes"): {"text": "hello"}},
)


def app_of(*routers: APIRouter) -> FastAPI:
    return make_app("Holes", "1", SETTINGS, routers, {}, {})


def shelf() -> Shelf:
    return Shelf(
        notes={"acme": [NoteView(note_id="n1", text="private", remind_at=None, version=1)]}
    )


def sentences(complaints: Sequence[str]) -> str:
    return "\n".join(complaints)


async def test_a_stranger_gets_401_everywhere_but_on_the_listed_open_paths() -> None:
    assert await let_in(sample_app(), SETTINGS, OPEN) == []


async def test_another_customers_contact_learns_nothing() -> None:
    assert await learnt_by_other_customers(sample_app(shelf()), SETTINGS, TRESPASS) == []


async def test_every_route_is_tried_also_those_of_included_routers_and_mounts() -> None:
    app = sample_app()
    app.mount(
        "/static", Mount("/", routes=[Route("/logo.svg", lambda _: PlainTextResponse("logo"))])
    )

    endpoints = endpoints_of(app)

    assert Endpoint("POST", "/v1/customers/{customer_id}/notes") in endpoints
    assert Endpoint("GET", "/metrics") in endpoints
    assert Endpoint("GET", "/static/logo.svg") in endpoints


async def test_an_open_route_that_is_not_listed_is_found() -> None:
    complaints = await let_in(sample_app(), SETTINGS)

    assert "GET /links/{signed} with no token: 200" in sentences(complaints)


async def test_a_mounted_page_without_identity_is_found() -> None:
    app = sample_app()
    app.mount(
        "/static", Mount("/", routes=[Route("/logo.svg", lambda _: PlainTextResponse("logo"))])
    )

    assert "GET /static/logo.svg with no token: 200" in sentences(await let_in(app, SETTINGS, OPEN))


async def test_a_listed_path_that_is_gone_is_found() -> None:
    complaints = await let_in(sample_app(), SETTINGS, OPEN | {("GET", "/gone")})

    assert complaints == ["GET /gone is listed as open, but not there"]


async def test_a_route_that_forgets_whose_things_it_shows_is_found() -> None:
    router = APIRouter()

    @router.get("/v1/customers/{customer_id}")
    async def show(customer_id: str, _: CurrentIdentity) -> dict[str, str]:
        return {"customer_id": customer_id}

    complaints = await learnt_by_other_customers(app_of(router), SETTINGS, TRESPASS)

    assert complaints == ["GET /v1/customers/{customer_id}: another customer's contact got 200"]


async def test_a_route_that_tells_what_exists_is_found() -> None:
    router = APIRouter()

    @router.get("/v1/customers/{customer_id}")
    async def show(customer_id: str, _: CurrentIdentity) -> None:
        raise not_found() if customer_id == "acme" else not_allowed("not yours")

    complaints = await learnt_by_other_customers(app_of(router), SETTINGS, TRESPASS)

    assert complaints == [
        "GET /v1/customers/{customer_id}: 404 for what exists, 403 for what does not"
    ]


async def test_a_403_where_a_404_is_due_is_found() -> None:
    router = APIRouter()

    @router.get("/v1/customers/{customer_id}")
    async def show(customer_id: str, identity: CurrentIdentity) -> None:
        if identity.customer_id != customer_id:
            raise not_allowed("not yours")

    complaints = await learnt_by_other_customers(app_of(router), SETTINGS, TRESPASS)

    assert complaints == [
        "GET /v1/customers/{customer_id}: 403 to another customer's contact, where it must be 404"
    ]


@pytest.mark.parametrize("path", ["/v1/forgotten", "/board"])
async def test_a_route_is_closed_by_default(path: str) -> None:
    assert Endpoint("GET", path) in endpoints_of(sample_app())
    assert path not in sentences(await let_in(sample_app(), SETTINGS, OPEN))


async def test_a_route_is_open_only_where_it_says_so_itself_and_not_by_an_including_router() -> (
    None
):
    router = APIRouter()

    @router.get("/v1/things")
    async def things() -> list[str]:
        return []

    whole = APIRouter()
    whole.include_router(router, dependencies=[Depends(open_to_strangers)])

    assert await let_in(app_of(whole), SETTINGS) == []
