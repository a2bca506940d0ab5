"""Which tokens are believed, on a clock that is moved by hand."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from jwt.api_jws import PyJWS

from events.clock import MovableClock
from tests.support.outsider import bad_tokens
from tests.support.sample_service import SECRET, sample_settings
from webapi.tokens import BadToken, Identity, Role, TokenChecker, make_token

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SETTINGS = sample_settings()


async def test_a_contacts_token_says_who_and_whose() -> None:
    clock = MovableClock(NOON)
    token = make_token(
        SETTINGS, "contact", customer_id="acme", user_id="ann", ttl=timedelta(hours=1), clock=clock
    )

    identity = await TokenChecker(SETTINGS, clock=clock).check(token)

    assert identity == Identity(
        subject="acme/ann",
        role="contact",
        customer_id="acme",
        user_id="ann",
        expires_at=NOON + timedelta(hours=1),
    )


async def test_an_engineers_token_is_named_by_the_engineer() -> None:
    token = make_token(SETTINGS, "oncall", user_id="eva")

    assert (await TokenChecker(SETTINGS).check(token)).subject == "eva"


async def test_a_token_ends_half_a_minute_after_its_time_for_clocks_that_differ() -> None:
    clock = MovableClock(NOON)
    checker = TokenChecker(SETTINGS, clock=clock)
    token = make_token(SETTINGS, "agent", ttl=timedelta(hours=1), clock=clock)

    clock.move(timedelta(hours=1, seconds=29))
    assert (await checker.check(token)).role == "agent"
    clock.move(timedelta(seconds=1))
    with pytest.raises(BadToken, match="expired"):
        await checker.check(token)


@pytest.mark.parametrize("name", [name for name, header in bad_tokens(SETTINGS).items() if header])
async def test_a_bad_token_proves_nothing(name: str) -> None:
    header = bad_tokens(SETTINGS)[name]
    assert header is not None

    with pytest.raises(BadToken):
        await TokenChecker(SETTINGS).check(header.partition(" ")[2])


@pytest.mark.parametrize("claim", ["sub", "customer_id", "user_id"])
@pytest.mark.parametrize("value", [7, "", "  ", "a\nb", "x" * 201, ["a"]])
async def test_a_name_in_a_token_is_a_short_printable_text(claim: str, value: object) -> None:
    claims = {
        "sub": "ann",
        "customer_id": "acme",
        "user_id": "ann",
        "role": "contact",
        "exp": 4_000_000_000,
    }

    with pytest.raises(BadToken):
        await TokenChecker(SETTINGS).check(_signed({**claims, claim: value}))


@pytest.mark.parametrize("exp", ["soon", True, None, [], 1e308])
async def test_an_end_that_is_no_instant_proves_nothing(exp: object) -> None:
    token = _signed({"sub": "ann", "role": "agent", "exp": exp})

    with pytest.raises(BadToken):
        await TokenChecker(SETTINGS).check(token)


async def test_a_token_too_long_is_not_even_read() -> None:
    with pytest.raises(BadToken, match="too long"):
        await TokenChecker(SETTINGS).check("x" * 9000)


async def test_audience_and_issuer_count_where_they_are_set() -> None:
    ours = sample_settings(jwt_audience="tocsin", jwt_issuer="https://id.test")
    other = sample_settings(jwt_audience="elsewhere", jwt_issuer="https://id.test")
    checker = TokenChecker(ours)

    assert (await checker.check(make_token(ours, "agent"))).role == "agent"
    for wrong in (make_token(SETTINGS, "agent"), make_token(other, "agent")):
        with pytest.raises(BadToken):
            await checker.check(wrong)


@pytest.mark.parametrize(
    ("role", "customer", "user", "ttl"),
    [
        ("contact", None, "ann", timedelta(hours=1)),
        ("contact", "acme", None, timedelta(hours=1)),
        ("agent", None, None, timedelta(0)),
        ("agent", None, None, timedelta(days=400)),
    ],
)
def test_a_token_that_could_not_be_used_is_not_made(
    role: Role, customer: str | None, user: str | None, ttl: timedelta
) -> None:
    with pytest.raises(ValueError):
        make_token(SETTINGS, role, customer_id=customer, user_id=user, ttl=ttl)


def test_only_the_issuer_makes_tokens_where_there_is_one() -> None:
    issuers = sample_settings(
        jwt_secret=None,
        jwks_url="https://id.test/jwks",
        jwt_audience="tocsin",
        jwt_issuer="https://id.test",
    )
    with pytest.raises(ValueError, match="issuer"):
        make_token(issuers, "agent")


def _signed(claims: object) -> str:
    """Return a token with claims that `jwt.encode` would not take."""
    return PyJWS().encode(json.dumps(claims).encode(), SECRET.encode(), "HS256")
