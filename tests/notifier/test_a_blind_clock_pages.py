"""A clock service that sees nothing, or is silent, is worth a page after a while; when it sees again the page is over."""

import httpx

from notifier.adapters.clock_sight import ClockSight
from notifier.adapters.open_pages import OpenPages
from notifier.adapters.page_stream import PageStreams
from notifier.domain.watch_clock import Sight, look
from notifier.settings import SCHEMA
from notifier.timers.page_for_blind_clock import PageForBlindClock
from tests.notifier.night import Night


class ClockService:
    """Answers as it is told."""

    def __init__(self) -> None:
        self.status, self.body = 200, '{"blind": false}'

    def answer(self, request: httpx.Request) -> httpx.Response:
        assert request.url.path == "/v1/clock"
        if self.status == 0:
            raise httpx.ConnectError("nobody there")
        return httpx.Response(self.status, text=self.body)


def watch(night: Night, service: ClockService, http: httpx.AsyncClient) -> PageForBlindClock:
    sight = ClockSight(http, "http://clock/", lambda: "token")
    streams = PageStreams(night.notifier.store, SCHEMA)
    return PageForBlindClock(sight, streams, OpenPages(SCHEMA), night.clock, 60)


async def looks(night: Night, watching: PageForBlindClock, seconds: int) -> None:
    for _ in range(seconds // 30):
        await watching.step()
        await night.pass_time(seconds=30)
    await watching.step()
    await night.settle()


async def test_blind_for_too_long_pages_once_and_seeing_again_ends_it(night: Night) -> None:
    service = ClockService()
    async with httpx.AsyncClient(transport=httpx.MockTransport(service.answer)) as http:
        watching = watch(night, service, http)
        service.body = '{"blind": true}'
        await looks(night, watching, 30)
        assert night.provider.calls == []
        await looks(night, watching, 60)
        assert night.provider.reasons == ["clock-blind"]
        service.body = '{"blind": false}'
        await looks(night, watching, 30)

    assert [page.resolved_reason for page in await night.pages()] == ["clock-sees-again"]


async def test_silence_and_nonsense_are_blindness(night: Night) -> None:
    service = ClockService()
    async with httpx.AsyncClient(transport=httpx.MockTransport(service.answer)) as http:
        sight = watch(night, service, http).sight
        seen = {"sees": await sight.sees()}
        for name, service.status, service.body in [("silent", 0, ""), ("broken", 500, "{}"), ("nonsense", 200, "[")]:
            seen[name] = await sight.sees()

    assert seen == {"sees": True, "silent": False, "broken": False, "nonsense": False}


async def test_a_second_blindness_is_a_second_page_and_two_watches_raise_one(night: Night) -> None:
    service = ClockService()
    async with httpx.AsyncClient(transport=httpx.MockTransport(service.answer)) as http:
        one, two = watch(night, service, http), watch(night, service, http)
        for service.body in ('{"blind": true}', '{"blind": false}', '{"blind": true}'):
            await looks(night, one, 90)
            await looks(night, two, 90)

    assert len(await night.pages()) == 2


def test_a_short_blindness_is_forgotten() -> None:
    sight, verdict = look(Sight(), sees=False, at=0, after_s=60)
    assert verdict == "wait"
    sight, verdict = look(sight, sees=True, at=30, after_s=60)
    assert verdict == "relieve"
    sight, verdict = look(sight, sees=False, at=61, after_s=60)
    assert verdict == "wait"
