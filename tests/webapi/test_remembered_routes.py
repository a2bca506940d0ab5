"""What the tests remember of routes is what FastAPI would work out anew."""

from typing import Annotated

import pytest
from fastapi import APIRouter, Body, Depends, FastAPI, Header, Query
from httpx import ASGITransport, AsyncClient
from pydantic import AfterValidator, Field

from tests.support.quick_routes import CannotRemember, shape_of


def test_the_same_annotation_written_twice_has_one_shape() -> None:
    assert shape_of(Annotated[int, Query(ge=1)]) == shape_of(Annotated[int, Query(ge=1)])


@pytest.mark.parametrize(
    "other",
    [
        Annotated[int, Query(ge=2)],
        Annotated[int, Query(gt=1)],
        Annotated[str, Query(ge=1)],
        Annotated[int | None, Query(ge=1)],
        Annotated[int, Header(ge=1)],
        Annotated[int, Query(ge=1, alias="from")],
        Annotated[int, Query(ge=1, description="pages")],
        Annotated[int, Query(ge=1), Field(le=3)],
        Annotated[int, Query(ge=1), AfterValidator(abs)],
        Annotated[int, Body(ge=1)],
        Annotated[int, Depends(abs)],
    ],
)
def test_another_annotation_has_another_shape(other: object) -> None:
    assert shape_of(other) != shape_of(Annotated[int, Query(ge=1)])


def test_a_default_is_known_by_its_type_too() -> None:
    assert len({shape_of(default) for default in (1, True, 1.0, "1", None)}) == 5


def test_what_cannot_be_told_apart_is_not_remembered() -> None:
    with pytest.raises(CannotRemember):
        shape_of(bytearray(b"changes"))


async def test_each_app_has_what_was_given_to_it_alone() -> None:
    first, second = _greeting("first", most=10), _greeting("second", most=20)

    assert await _answer(first, times=10) == "first 10"
    assert await _answer(second, times=20) == "second 20"
    assert "less than or equal to 10" in await _answer(first, times=11)


def _greeting(name: str, most: int) -> FastAPI:
    async def who() -> str:
        return name

    routes = APIRouter()

    @routes.get("/")
    async def greet(
        who: Annotated[str, Depends(who)], times: Annotated[int, Query(le=most)]
    ) -> str:
        return f"{who} {times}"

    app = FastAPI()
    app.include_router(routes)
    return app


async def _answer(app: FastAPI, times: int) -> str:
    async with AsyncClient(transport=ASGITransport(app), base_url="http://app") as client:
        return str((await client.get("/", params={"times": times})).json())
