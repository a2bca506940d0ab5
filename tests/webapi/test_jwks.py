"""Tokens of an issuer that publishes its keys: only its own keys, only their own algorithm, and not
asked too often."""

import asyncio
import hmac
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import ECAlgorithm, RSAAlgorithm
from jwt.utils import base64url_encode

from events.clock import MovableClock
from tests.support.outsider import client_of
from tests.support.sample_service import sample_app, sample_settings
from webapi.jwks import JwksKeys, KeysUnavailable
from webapi.settings import ServiceSettings
from webapi.tokens import BadToken, PublishedKeys, TokenChecker

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
AUDIENCE, ISSUER = "tocsin", "https://id.test"


def settings_of(address: str) -> ServiceSettings:
    return sample_settings(
        jwt_secret=None, jwks_url=address, jwt_audience=AUDIENCE, jwt_issuer=ISSUER
    )


SETTINGS = settings_of("https://id.test/jwks")
RSA = rsa.generate_private_key(65537, 2048)
EC = ec.generate_private_key(ec.SECP256R1())

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


def rsa_jwk(kid: str, **more: str) -> dict[str, str]:
    return {**json.loads(RSAAlgorithm.to_jwk(RSA.public_key())), "kid": kid, **more}


def ec_jwk(kid: str) -> dict[str, str]:
    return {**json.loads(ECAlgorithm.to_jwk(EC.public_key())), "kid": kid}


class Issuer:
    """An issuer of keys: counts how often it is asked, and can be away."""

    def __init__(self, *keys: dict[str, str]) -> None:
        self.keys = list(keys)
        self.asked = 0
        self.away = False

    async def fetch(self) -> bytes:
        self.asked += 1
        await asyncio.sleep(0)
        if self.away:
            raise httpx.ConnectError("away")
        return json.dumps({"keys": self.keys}).encode()


class Gate:
    """A checker before an issuer, on a clock that is moved by hand."""

    def __init__(self, *keys: dict[str, str]) -> None:
        self.issuer = Issuer(*keys)
        self.clock = MovableClock(NOON)
        keys_read = JwksKeys("https://id.test/jwks", self.clock, self.issuer.fetch)
        self.checker = TokenChecker(SETTINGS, clock=self.clock, keys=PublishedKeys(keys_read))

    async def lets_in(self, token: str) -> bool:
        try:
            return (await self.checker.check(token)).subject == "ann"
        except BadToken:
            return False


def token(key: Key | str | bytes, algorithm: str, kid: str | None, **claimed: str) -> str:
    exp = int((NOON + timedelta(days=1)).timestamp())
    claims = {"sub": "ann", "role": "agent", "exp": exp, "aud": AUDIENCE, "iss": ISSUER, **claimed}
    return jwt.encode(claims, key, algorithm, {"kid": kid} if kid else None)


async def test_rs256_and_es256_are_believed_by_their_own_keys() -> None:
    gate = Gate(rsa_jwk("r"), ec_jwk("e"))

    assert await gate.lets_in(token(RSA, "RS256", "r"))
    assert await gate.lets_in(token(EC, "ES256", "e"))
    assert gate.issuer.asked == 1


async def test_a_token_that_the_issuer_made_for_another_application_is_not_believed() -> None:
    gate = Gate(rsa_jwk("r"))

    assert not await gate.lets_in(token(RSA, "RS256", "r", aud="some-other-app"))
    assert not await gate.lets_in(token(RSA, "RS256", "r", iss="https://other.test"))


async def test_a_public_key_used_as_a_secret_is_not_believed() -> None:
    gate = Gate(rsa_jwk("r"))
    public = RSA.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    unsigned = token("a" * 32, "HS256", "r").rpartition(".")[0]
    signature = base64url_encode(hmac.digest(public, unsigned.encode(), "sha256")).decode()

    assert not await gate.lets_in(f"{unsigned}.{signature}")


async def test_another_algorithm_of_the_same_key_is_not_believed() -> None:
    gate = Gate(rsa_jwk("r", alg="RS256"))

    assert not await gate.lets_in(token(RSA, "RS512", "r"))
    assert not await gate.lets_in(token(RSA, "PS256", "r"))


async def test_a_published_secret_or_a_key_for_encryption_is_not_used() -> None:
    secret = {"kty": "oct", "kid": "o", "k": "YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE"}
    gate = Gate(secret, rsa_jwk("r", use="enc"), {"kty": "strange", "kid": "s"}, ec_jwk("e"))

    assert not await gate.lets_in(token("a" * 32, "HS256", "o"))
    assert not await gate.lets_in(token(RSA, "RS256", "r"))
    assert await gate.lets_in(token(EC, "ES256", "e"))


async def test_a_token_that_names_no_key_is_believed_only_where_there_is_just_one() -> None:
    assert await Gate(rsa_jwk("r")).lets_in(token(RSA, "RS256", None))
    assert not await Gate(rsa_jwk("r"), ec_jwk("e")).lets_in(token(RSA, "RS256", None))


async def test_a_new_key_is_fetched_when_it_appears() -> None:
    gate = Gate(rsa_jwk("r"))
    await gate.lets_in(token(RSA, "RS256", "r"))

    gate.issuer.keys.append(ec_jwk("e"))
    gate.clock.move(timedelta(seconds=10))

    assert await gate.lets_in(token(EC, "ES256", "e"))
    assert gate.issuer.asked == 2


async def test_made_up_keys_do_not_make_us_ask_more_than_every_ten_seconds() -> None:
    gate = Gate(rsa_jwk("r"))

    await asyncio.gather(*(gate.lets_in(token(RSA, "RS256", f"made-up-{n}")) for n in range(50)))
    assert gate.issuer.asked == 1
    gate.clock.move(timedelta(seconds=9))
    await gate.lets_in(token(RSA, "RS256", "made-up"))
    assert gate.issuer.asked == 1
    gate.clock.move(timedelta(seconds=1))
    await asyncio.gather(*(gate.lets_in(token(RSA, "RS256", f"made-up-{n}")) for n in range(50)))
    assert gate.issuer.asked == 2


async def test_a_key_that_was_withdrawn_is_not_believed_after_ten_minutes() -> None:
    gate = Gate(rsa_jwk("r"), ec_jwk("e"))
    await gate.lets_in(token(RSA, "RS256", "r"))

    gate.issuer.keys = [ec_jwk("e")]
    gate.clock.move(timedelta(minutes=10))

    assert not await gate.lets_in(token(RSA, "RS256", "r"))


async def test_known_keys_are_kept_while_the_issuer_is_away() -> None:
    gate = Gate(rsa_jwk("r"))
    await gate.lets_in(token(RSA, "RS256", "r"))

    gate.issuer.away = True
    gate.clock.move(timedelta(hours=23, minutes=59))

    assert await gate.lets_in(token(RSA, "RS256", "r"))


async def test_keys_that_nobody_could_withdraw_for_a_day_are_not_believed() -> None:
    gate = Gate(rsa_jwk("r"))
    await gate.lets_in(token(RSA, "RS256", "r"))

    gate.issuer.away = True
    gate.clock.move(timedelta(hours=24))

    with pytest.raises(KeysUnavailable):
        await gate.lets_in(token(RSA, "RS256", "r"))


async def test_what_else_an_issuer_publishes_is_none_of_ours() -> None:
    async def fetch() -> bytes:
        document = {"keys": [rsa_jwk("r"), "odd", {"kid": 7}], "issuer": ISSUER, "ttl": 60}
        return json.dumps(document).encode()

    assert await JwksKeys("https://id.test/jwks", MovableClock(NOON), fetch).find("r") is not None


@pytest.mark.filterwarnings("ignore:The RSA key is 1024 bits long")
async def test_an_rsa_key_that_is_too_short_is_not_believed() -> None:
    short = rsa.generate_private_key(65537, 1024)
    gate = Gate({**json.loads(RSAAlgorithm.to_jwk(short.public_key())), "kid": "s"}, rsa_jwk("r"))

    assert not await gate.lets_in(token(short, "RS256", "s"))
    assert await gate.lets_in(token(RSA, "RS256", "r"))


async def test_before_the_first_answer_nobody_can_be_let_in() -> None:
    gate = Gate(rsa_jwk("r"))
    gate.issuer.away = True

    with pytest.raises(KeysUnavailable):
        await gate.lets_in(token(RSA, "RS256", "r"))


async def test_an_answer_that_is_no_key_set_is_no_answer() -> None:
    async def fetch() -> bytes:
        return b"<html>please log in</html>"

    with pytest.raises(KeysUnavailable):
        await JwksKeys("https://id.test/jwks", MovableClock(NOON), fetch).find("r")


async def test_the_keys_are_read_over_http_from_the_address_set() -> None:
    published = json.dumps({"keys": [rsa_jwk("r")]})
    async with listening(published) as address:
        settings = settings_of(address)
        checker = TokenChecker(settings, clock=MovableClock(NOON))

        assert (await checker.check(token(RSA, "RS256", "r"))).subject == "ann"


async def test_while_the_issuer_cannot_be_read_callers_are_told_to_come_back() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed_soon:
        port = closed_soon.getsockname()[1]
    app = sample_app(settings=settings_of(f"http://127.0.0.1:{port}/jwks"))
    async with client_of(app) as client:
        answer = await client.get(
            "/v1/reports", headers={"Authorization": f"Bearer {token(RSA, 'RS256', 'r')}"}
        )

    assert (answer.status_code, answer.json()["code"]) == (503, "issuer-unreachable")
    assert answer.headers["retry-after"] == "5"


@asynccontextmanager
async def listening(document: str) -> AsyncIterator[str]:
    """Yield the address of a server that answers anything with this document."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(document)}\r\nConnection: close\r\n\r\n"
        writer.write((head + document).encode())
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/jwks"
