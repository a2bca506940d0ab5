"""A clock service that sees nothing, or is silent, is worth a page after a while; when it sees again the page is over."""

import httpx

from notifier.adapters.clock_health import ClockHealth
from notifier.adapters.open_pages import OpenPages
from notifier.adapters.page_stream import PageStreams
from notifier.domain.watch_clock import Sight, WatchRules, look
from notifier.settings import SCHEMA
from notifier.timers.page_for_blind_clock import PageForBlindClock
from tests.notifier.night import Night

RULES = WatchRules(page_after_s=60, end_after_s=30)


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
    sight = ClockHealth(http, "http://clock/", lambda: "token")
    streams = PageStreams(night.notifier.store, SCHEMA)
    return PageForBlindClock(sight, streams, OpenPages(SCHEMA), night.clock, RULES)


async def looks(night: Night, watching: PageForBlindClock, seconds: int) -> None:
    for _ in range(seconds // 30):
        await watching.step()
        await night.pass_time(seconds=30)
    await watching.step()
    await night.run_due()


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
        for name, service.status, service.body in [
            ("silent", 0, ""),
            ("broken", 500, "{}"),
            ("nonsense", 200, "["),
        ]:
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


def verdicts(seen: str) -> str:
    """What a look every 10 s makes of it: `s` sees, `b` blind; `P` page, `R` relieve, `.` wait."""
    sight, verdicts = Sight(), ""
    for number, letter in enumerate(seen):
        sight, verdict = look(sight, sees=letter == "s", at=10 * number, rules=RULES)
        verdicts += {"page": "P", "relieve": "R", "wait": "."}[verdict]
    return verdicts


def test_a_short_blindness_is_no_page() -> None:
    assert verdicts("sssssbbbbbssssbbbb") == "...RR........R...."


def test_a_lucky_look_neither_ends_a_blindness_nor_begins_another() -> None:
    assert verdicts("bbbbbbbbsbbsbbssbbb") == "......PP.PP.PP..PPP"


def test_a_blindness_ends_when_the_clock_has_seen_for_a_while() -> None:
    assert verdicts("bbbbbbbssss") == "......P...R"
