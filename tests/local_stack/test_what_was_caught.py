"""The catcher's page shows what was caught, whoever wrote it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest

from local_stack.catcher import Catch, Caught, make_catcher

NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)


@pytest.fixture
async def catcher() -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(make_catcher(Catch()))
    async with httpx.AsyncClient(transport=transport, base_url="http://catcher") as client:
        yield client


async def test_before_the_first_page_it_says_how_to_cause_one(catcher: httpx.AsyncClient) -> None:
    assert "Nobody was paged yet." in (await catcher.get("/")).text


async def test_a_webhook_is_shown_with_its_link(catcher: httpx.AsyncClient) -> None:
    await catcher.post("/hook/noa", json={"title": "P1", "link": "http://127.0.0.1:8003/p/1?t=a"})
    page = (await catcher.get("/")).text
    assert "<b>webhook</b> to noa" in page
    assert '<a href="http://127.0.0.1:8003/p/1?t=a"' in page
    assert "Nobody was paged yet." not in page


async def test_what_somebody_wrote_stays_text(catcher: httpx.AsyncClient) -> None:
    await catcher.post("/hook/noa", json={"title": "<script>1</script>", "text": "<b>x</b>"})
    page = (await catcher.get("/")).text
    assert "&lt;script&gt;1&lt;/script&gt;" in page
    assert "<script" not in page
    assert "<b>x" not in page


async def test_a_webhook_that_comes_twice_is_shown_once(catcher: httpx.AsyncClient) -> None:
    for _ in range(2):
        await catcher.post("/hook/noa", json={"title": "P1"}, headers={"Idempotency-Key": "k"})
    assert len((await catcher.get("/caught.json")).json()) == 1


def test_what_comes_while_somebody_reads_disturbs_nobody() -> None:
    catch = Catch()
    for title in ("first", "second"):
        catch.add(Caught("mail", "noa", title, "", NOW), None)
    read = iter(catch.messages)
    assert next(read).title == "second"
    catch.add(Caught("mail", "noa", "third", "", NOW), None)
    assert next(read).title == "first"
