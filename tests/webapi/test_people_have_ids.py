"""Whoever a token names by an address is known by an id: no event, log line or table gets the
address, and a claim that is mapped to the user's id still says whose cases are one's own."""

import httpx
import jwt
import pytest
from pydantic import JsonValue
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from events.sealing.person_ids import PersonIds, is_address
from tests.support.outsider import client_of
from tests.support.sample_service import SECRET, Shelf, sample_app, sample_settings
from webapi.settings import ServiceSettings
from webapi.tokens import BadToken, Identity, SharedSecret, TokenChecker

ADDRESS = "Eva.Smith@vendor.example"
OURS = "a secret of all services, long enough"


def issuer_settings(secret: str | None = OURS) -> ServiceSettings:
    """Those of an issuer that names people by their addresses."""
    return sample_settings(
        jwt_secret=None,
        jwks_url="https://id.test/jwks",
        jwt_audience="tocsin",
        jwt_issuer="https://id.test",
        cursor_secret=secret,
    )


async def identity_of(settings: ServiceSettings, **claims: JsonValue) -> Identity:
    standard = {"aud": "tocsin", "iss": "https://id.test", "exp": 4_000_000_000}
    token = jwt.encode({**standard, **claims}, SECRET, "HS256")
    return await TokenChecker(settings, keys=SharedSecret(SECRET.encode())).check(token)


@pytest.mark.parametrize(
    "name", [ADDRESS, "tel:+13135550100", "+1 (313) 555-0100", "mailto:eva", "sip:eva", "eva@host"]
)
def test_what_reaches_a_person_is_an_address(name: str) -> None:
    assert is_address(name)


@pytest.mark.parametrize(
    "name", ["eva", "acme/ann", "auth0|5f7c8ec7", "108204268033311374519", "api-key:1", "+1", "tel"]
)
def test_what_reaches_nobody_is_an_id(name: str) -> None:
    assert not is_address(name)


def test_an_address_has_one_id_however_it_is_spelled_and_by_the_secret_only() -> None:
    ids = PersonIds(OURS)
    assert ids.id_of(ADDRESS) == ids.id_of(ADDRESS.lower()) == PersonIds(OURS).id_of(ADDRESS)
    assert ids.id_of(ADDRESS) != PersonIds(f"{OURS}!").id_of(ADDRESS)
    assert ids.id_of(ADDRESS) != ids.id_of(f"x{ADDRESS}")
    assert PersonIds(None).id_of(ADDRESS) is None


async def test_a_subject_that_is_an_address_becomes_an_id() -> None:
    identity = await identity_of(issuer_settings(), sub=ADDRESS, role="agent")
    assert identity.subject == PersonIds(OURS).id_of(ADDRESS)
    again = await identity_of(issuer_settings(), sub=ADDRESS.upper(), role="agent")
    assert again.subject == identity.subject


async def test_a_contact_is_known_by_the_customers_user_that_a_claim_names() -> None:
    identity = await identity_of(
        issuer_settings(None),
        sub="ann@acme.example",
        role="contact",
        customer_id="acme",
        user_id="ann",
    )
    assert (identity.subject, identity.user_id) == ("acme/ann", "ann")


async def test_an_engineer_is_known_by_the_id_that_a_claim_names() -> None:
    identity = await identity_of(issuer_settings(None), sub=ADDRESS, role="oncall", user_id="eva")
    assert (identity.subject, identity.user_id) == ("eva", "eva")


async def test_a_users_id_that_is_an_address_becomes_an_id_too() -> None:
    identity = await identity_of(issuer_settings(), sub="x", role="oncall", user_id=ADDRESS)
    assert identity.user_id == PersonIds(OURS).id_of(ADDRESS)


async def test_without_a_secret_an_address_is_refused_and_an_id_is_not() -> None:
    settings = issuer_settings(None)
    with pytest.raises(BadToken, match="TOCSIN_CURSOR_SECRET"):
        await identity_of(settings, sub=ADDRESS, role="agent")
    assert (await identity_of(settings, sub="auth0|1", role="agent")).subject == "auth0|1"


async def test_no_log_line_has_the_address(shelf: Shelf) -> None:
    claims = {"sub": ADDRESS, "role": "agent", "exp": 4_000_000_000}
    headers = {"Authorization": f"Bearer {jwt.encode(claims, SECRET, 'HS256')}"}
    async with client_of(sample_app(shelf)) as client:
        with capture_logs(processors=[merge_contextvars]) as lines:
            answer: httpx.Response = await client.get("/v1/customers/acme/notes", headers=headers)
    assert answer.status_code != 401
    assert ADDRESS not in str(lines)
    assert [line["actor"][:7] for line in lines if line["event"] == "request"] == ["person-"]
