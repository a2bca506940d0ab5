"""An API key as a bearer token, at a service that asks another whose it is."""

import asyncio
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from fastapi import APIRouter

from events.clock import MovableClock
from tests.support.outsider import client_of
from tests.support.sample_service import sample_settings
from webapi.api_keys import KeyHolder, RemoteApiKeys, hash_of, is_api_key, new_api_key
from webapi.app import Callers, make_app
from webapi.identity import PageIdentity
from webapi.jwks import KeysUnavailable
from webapi.redaction import redact
from webapi.tokens import BadToken, TokenChecker

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
KEY = new_api_key()
ERP = KeyHolder(subject="api-key:k1", role="service", expires_at=NOON + timedelta(hours=1))


class Intake:
    """Answers whose a key is; counts how often it is asked."""

    def __init__(
        self,
        status: int = 200,
        text: str = ERP.model_dump_json(),
        headers: dict[str, str] | None = None,
    ) -> None:
        self.status, self.text, self.asked = status, text, 0
        self.headers = headers

    async def ask(self, key: str) -> httpx.Response:
        self.asked += 1
        if self.status == 0:
            raise httpx.ConnectError("away")
        request = httpx.Request("GET", "http://intake.test/v1/identity")
        return httpx.Response(self.status, text=self.text, headers=self.headers, request=request)


class SlowIntake:
    """Answers nobody until it is told to; then it knows one key."""

    def __init__(self) -> None:
        self.questions: asyncio.Queue[str] = asyncio.Queue()
        self.answers = asyncio.Event()

    async def ask(self, key: str) -> httpx.Response:
        self.questions.put_nowait(key)
        await self.answers.wait()
        request = httpx.Request("GET", "http://intake.test/v1/identity")
        status = 200 if key == KEY else 401
        return httpx.Response(status, text=ERP.model_dump_json(), request=request)


async def test_the_answer_is_believed_for_two_seconds() -> None:
    intake, clock = Intake(), MovableClock(NOON)
    keys = RemoteApiKeys(intake.ask, clock)

    assert [await keys.holder_of(KEY) for _ in range(3)] == [ERP, ERP, ERP]
    assert intake.asked == 1
    clock.move(timedelta(seconds=2))
    intake.status = 401
    assert await keys.holder_of(KEY) is None


async def test_a_guess_is_passed_on_once() -> None:
    intake = Intake(401)
    keys = RemoteApiKeys(intake.ask, MovableClock(NOON))

    assert [await keys.holder_of(KEY) for _ in range(3)] == [None, None, None]
    assert intake.asked == 1


@pytest.mark.parametrize(("status", "text"), [(0, ""), (500, ""), (200, "{}"), (200, "no json")])
async def test_no_answer_proves_nothing_and_is_not_remembered(status: int, text: str) -> None:
    intake = Intake(status, text)
    keys = RemoteApiKeys(intake.ask, MovableClock(NOON))

    with pytest.raises(KeysUnavailable):
        await keys.holder_of(KEY)
    intake.status, intake.text = 200, ERP.model_dump_json()
    assert await keys.holder_of(KEY) == ERP


@pytest.mark.parametrize(
    ("status", "text", "wait_s"), [(429, "slow down", 40), (429, "{}", 40), (503, "", 40)]
)
async def test_whoever_on_the_way_is_asked_too_often_proves_nothing_and_says_when_to_come_back(
    status: int, text: str, wait_s: int
) -> None:
    intake = Intake(status, text, {"Retry-After": str(wait_s)})
    app = make_app(
        "Keys",
        "1",
        sample_settings(),
        [],
        {},
        {},
        Callers(api_keys=RemoteApiKeys(intake.ask, MovableClock(NOON))),
    )
    async with client_of(app) as client:
        answer = await client.get("/metrics", headers={"Authorization": f"Bearer {KEY}"})

    assert (answer.status_code, answer.json()["code"]) == (503, "issuer-unreachable")
    assert answer.headers["retry-after"] == str(wait_s)


async def test_a_guess_that_intake_itself_brakes_is_nobodys() -> None:
    intake = Intake(429, '{"code": "too-many-refused"}')

    assert await RemoteApiKeys(intake.ask, MovableClock(NOON)).holder_of(KEY) is None


async def test_guesses_from_a_braked_address_take_no_turn_from_anybody_else() -> None:
    intake = SlowIntake()
    keys = RemoteApiKeys(intake.ask, MovableClock(NOON))
    guesses = [asyncio.create_task(keys.holder_of(new_api_key(), braked=True)) for _ in range(50)]
    first = await intake.questions.get()
    other = asyncio.create_task(keys.holder_of(KEY))
    second = await intake.questions.get()
    intake.answers.set()
    holder = await other
    for guess in guesses:
        guess.cancel()
    await asyncio.gather(*guesses, return_exceptions=True)

    assert (first != KEY, second == KEY, holder) == (True, True, ERP)


async def test_a_key_that_was_good_waits_behind_no_guess_from_its_own_address() -> None:
    intake, clock = SlowIntake(), MovableClock(NOON)
    intake.answers.set()
    keys = RemoteApiKeys(intake.ask, clock)
    await keys.holder_of(KEY)
    await intake.questions.get()
    clock.move(timedelta(seconds=3))
    intake.answers.clear()
    guesses = [asyncio.create_task(keys.holder_of(new_api_key(), braked=True)) for _ in range(50)]
    await intake.questions.get()
    again = asyncio.create_task(keys.holder_of(KEY, braked=True))
    next_question = await intake.questions.get()
    intake.answers.set()
    holder = await again
    for guess in guesses:
        guess.cancel()
    await asyncio.gather(*guesses, return_exceptions=True)

    assert (next_question, holder) == (KEY, ERP)


async def test_many_guesses_do_not_fill_the_memory() -> None:
    intake = Intake()
    keys = RemoteApiKeys(intake.ask, MovableClock(NOON))
    await keys.holder_of(KEY)
    intake.status = 401
    for number in range(2500):
        await keys.holder_of(f"tck_{number}")

    assert len(keys._refused) <= 1000
    # No guess drives a good key out: it is answered from memory.
    assert await keys.holder_of(KEY) == ERP


@pytest.mark.parametrize("key", ["tck_", "tck_short", "tck_" + "é" * 43, "tck_" + "a" * 44])
async def test_what_cannot_be_a_key_is_refused_without_a_question(key: str) -> None:
    intake, clock = Intake(), MovableClock(NOON)
    checker = TokenChecker(
        sample_settings(), clock=clock, api_keys=RemoteApiKeys(intake.ask, clock)
    )

    with pytest.raises(BadToken):
        await checker.check(key)
    assert intake.asked == 0


async def test_an_admins_key_is_nobodys_whoever_says_so() -> None:
    admin = ERP.model_copy(update={"role": "admin"})
    keys = RemoteApiKeys(Intake(text=admin.model_dump_json()).ask, MovableClock(NOON))

    assert await keys.holder_of(KEY) is None


async def test_a_key_ends_to_the_second() -> None:
    clock = MovableClock(NOON)
    keys = RemoteApiKeys(Intake().ask, clock)
    checker = TokenChecker(sample_settings(), clock=clock, api_keys=keys)

    assert (await checker.check(KEY)).subject == "api-key:k1"
    clock.move(timedelta(hours=1) - timedelta(seconds=1))
    assert (await checker.check(KEY)).subject == "api-key:k1"
    # The leeway of tokens is for an issuer's clock, and a key has none.
    clock.move(timedelta(seconds=1))
    with pytest.raises(BadToken, match="expired"):
        await checker.check(KEY)


async def test_without_an_intake_to_ask_no_key_is_taken() -> None:
    with pytest.raises(BadToken):
        await TokenChecker(sample_settings()).check(KEY)


async def test_a_key_in_an_address_is_refused() -> None:
    router = APIRouter()

    @router.get("/page")
    async def page(_: PageIdentity) -> list[str]:
        return []

    keys = RemoteApiKeys(Intake().ask, MovableClock(NOON))
    app = make_app("Pages", "1", sample_settings(), [router], {}, {}, Callers(api_keys=keys))
    async with client_of(app) as client:
        answer = await client.get(f"/page?token={KEY}")

    assert (answer.status_code, "set-cookie" in answer.headers) == (401, False)


def test_a_key_has_256_random_bits_and_no_two_are_the_same() -> None:
    keys = {new_api_key() for _ in range(100)}

    assert len(keys) == 100
    # 43 characters of 6 bits hold 32 bytes.
    assert {len(key.removeprefix("tck_")) for key in keys} == {43}
    assert all(is_api_key(key) for key in keys)


def test_a_key_is_known_by_its_sha256() -> None:
    assert hash_of("test") == "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


def test_no_log_shows_a_key() -> None:
    shown = redact(None, "info", {"event": f"refused {KEY} there", "reason": KEY})

    assert KEY not in str(shown)
