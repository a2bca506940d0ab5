"""A clock service that sees nothing, or is silent, is worth a page after a while; when it sees
again the page is over.
"""

from dataclasses import replace

import httpx
import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from notifier import bootstrap
from notifier.adapters.clock_health import ClockHealth
from notifier.adapters.open_pages import OpenPages
from notifier.adapters.page_stream import PageStreams
from notifier.domain.watch_clock import Sight, WatchRules, look
from notifier.settings import SCHEMA, NotifierSettings
from notifier.timers.page_for_blind_clock import PageForBlindClock, clock_watch_of
from tests.notifier.night import SECRET, Night

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


@pytest.mark.parametrize(
    ("sla_clock_url", "jwt_secret", "lacking"),
    [
        (None, SECRET, ["TOCSIN_SLA_CLOCK_URL"]),
        ("http://clock", None, ["TOCSIN_SLA_CLOCK_TOKEN"]),
        ("http://clock", SECRET, []),
    ],
    ids=["no address", "no token", "both"],
)
async def test_a_start_that_leaves_the_clock_unwatched_warns_that_nobody_will_be_paged(
    night: Night, sla_clock_url: str | None, jwt_secret: str | None, lacking: list[str]
) -> None:
    settings = NotifierSettings(
        database_url="postgresql://nowhere",
        kafka_bootstrap_servers="nowhere:1",
        jwt_secret=None if jwt_secret is None else SecretStr(jwt_secret),
        jwks_url="https://issuer.example/keys" if jwt_secret is None else None,
        jwt_audience="tocsin",
        jwt_issuer="https://issuer.example",
        link_secret=SecretStr(SECRET),
        sla_clock_url=sla_clock_url,
    )
    built = night.notifier
    streams, pages = PageStreams(built.store, SCHEMA), OpenPages(SCHEMA)
    built = replace(
        built, clock_watch=clock_watch_of(settings, streams, pages, built.http, night.clock)
    )

    with capture_logs() as lines:
        bootstrap.warn_of_gaps(settings, built)

    warnings = [line for line in lines if line["event"] == "clock-not-watched"]
    assert [line["lacking"] for line in warnings] == lacking
    assert all(line["effect"].startswith("nobody is paged") for line in warnings)
