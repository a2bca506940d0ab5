"""Makes tokens for development, and checks every token that comes in.

Each mode accepts its own algorithms and no others.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol
from uuid import uuid4

import jwt
from jwt.types import Options
from pydantic import JsonValue

from events.clock import Clock, SystemClock
from events.sealing.person_ids import PersonIds, is_address
from webapi.api_keys import ApiKeyChecker, is_api_key, is_well_formed
from webapi.claims import ClaimNames, find_claim
from webapi.identity_settings import IdentitySettings
from webapi.jwks import JwksKeys
from webapi.roles import ROLES, Role, is_role

__all__ = [
    "LEEWAY",
    "LONGEST_TOKEN",
    "ROLES",
    "BadToken",
    "ExpiredToken",
    "Identity",
    "KeySource",
    "PublishedKeys",
    "Role",
    "SharedSecret",
    "TokenChecker",
    "is_role",
    "make_token",
]

LEEWAY = timedelta(seconds=30)
LONGEST_TOKEN = 8192
# The times are checked below, by the clock that was given: PyJWT would read the host's.
_OPTIONS: Options = {
    "require": ["exp", "sub"],
    "verify_exp": False,
    "verify_nbf": False,
    "verify_iat": False,
}


class BadToken(Exception):
    """The token is not valid: get a new one. The message is for the log, not for the caller."""


class ExpiredToken(BadToken):
    """The token was good, and has ended: whoever shows it guesses nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who is asking.

    `subject` and `user_id` are ids, since both go into events and logs: `events.sealing.person_ids`
    stands in for an address. A contact always has `customer_id` and `user_id`; others may have a
    `user_id` (an engineer's id). `expires_at` is in UTC. `read_only`: it may not change anything.
    `operations`: it may do these only, each a method and a route's path; None: all that its role
    may do.
    """

    subject: str
    role: Role
    customer_id: str | None = None
    user_id: str | None = None
    expires_at: datetime | None = None
    read_only: bool = False
    operations: frozenset[str] | None = None


class KeySource(Protocol):
    """Finds the key and the one algorithm by which a token must be signed.

    Raises BadToken if there is none.
    """

    async def key_for(self, header: Mapping[str, object]) -> tuple[jwt.PyJWK | bytes, str]: ...


@dataclass(frozen=True, slots=True)
class SharedSecret:
    """Development: HS256 by a local secret, whatever algorithm the token names."""

    secret: bytes

    async def key_for(self, header: Mapping[str, object]) -> tuple[jwt.PyJWK | bytes, str]:
        """Return the secret, for HS256."""
        del header
        return self.secret, "HS256"


@dataclass(frozen=True, slots=True)
class PublishedKeys:
    """Production: RS256 or ES256 by the issuer's published keys."""

    keys: JwksKeys

    async def key_for(self, header: Mapping[str, object]) -> tuple[jwt.PyJWK | bytes, str]:
        """Return the published key of the token's `kid`, for that key's own algorithm."""
        kid = header.get("kid")
        key = await self.keys.find(kid if isinstance(kid, str) else None)
        if key is None:
            raise BadToken("signed by an unknown key")
        return key, key.algorithm_name


class TokenChecker:
    """Turns a token into an Identity.

    Raises BadToken, or KeysUnavailable without the issuer's keys.
    """

    def __init__(
        self,
        settings: IdentitySettings,
        *,
        clock: Clock | None = None,
        keys: KeySource | None = None,
        api_keys: ApiKeyChecker | None = None,
    ) -> None:
        self._clock = clock or SystemClock()
        self._keys = keys or _key_source(settings, self._clock)
        self._audience, self._issuer = settings.jwt_audience, settings.jwt_issuer
        self._names, self._ids = settings.claim_names(), PersonIds(settings.naming_secret())
        self._api_keys = api_keys

    async def check(self, token: str, *, braked: bool = False) -> Identity:
        """Return the identity that a token or an API key proves now.

        `braked`: it comes from an address that has guessed too often.
        """
        # Before it is parsed: what is too long costs nothing.
        if len(token) > LONGEST_TOKEN:
            raise BadToken("too long")
        if is_api_key(token):
            identity, leeway = await self._holder_of(token, braked), timedelta(0)
        else:
            identity, leeway = await self._identity_in(token), LEEWAY
        self._refuse_expired(identity, leeway)
        return identity

    async def _holder_of(self, key: str, braked: bool) -> Identity:
        # Before anybody is asked: what cannot be a key costs nothing.
        if not is_well_formed(key):
            raise BadToken("malformed API key")
        keys = self._api_keys
        holder = await keys.holder_of(key, braked=braked) if keys is not None else None
        if holder is None:
            raise BadToken("unknown or revoked API key")
        return Identity(
            subject=holder.subject,
            role=holder.role,
            customer_id=holder.customer_id,
            user_id=holder.user_id,
            expires_at=holder.expires_at,
            read_only=holder.read_only,
            operations=None if holder.operations is None else frozenset(holder.operations),
        )

    async def _identity_in(self, token: str) -> Identity:
        return _identity(await self._verified(token), self._names, self._ids)

    async def _verified(self, token: str) -> Mapping[str, object]:
        try:
            header = jwt.get_unverified_header(token)
            # The algorithm is the key's, never the token's: else a public key could pass for a
            # secret.
            key, algorithm = await self._keys.key_for(header)
            claims = self._decode(token, key, algorithm)
            _refuse_early(claims, self._clock.now())
        # Beside PyJWT's own errors, what a crafted token makes the parsers below it raise.
        except (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError) as error:
            raise BadToken(type(error).__name__) from None
        return claims

    def _decode(self, token: str, key: jwt.PyJWK | bytes, algorithm: str) -> Mapping[str, object]:
        options: Options = {**_OPTIONS, "verify_aud": self._audience is not None}
        return jwt.decode(
            token,
            key,
            algorithms=[algorithm],
            options=options,
            audience=self._audience,
            issuer=self._issuer,
        )

    def _refuse_expired(self, identity: Identity, leeway: timedelta) -> None:
        # The leeway is for an issuer's clock; a key ends by ours, to the second.
        if identity.expires_at is None or identity.expires_at + leeway <= self._clock.now():
            raise ExpiredToken("expired")


def make_token(
    settings: IdentitySettings,
    role: Role,
    *,
    customer_id: str | None = None,
    user_id: str | None = None,
    subject: str | None = None,
    ttl: timedelta = timedelta(hours=12),
    clock: Clock | None = None,
) -> str:
    """Return a development token (HS256), good for `ttl`.

    A contact needs `customer_id` and `user_id`.

    Raises ValueError where something is missing or the settings name a JWKS address (then only the
    issuer makes tokens).
    """
    if settings.jwt_secret is None:
        raise ValueError(
            "only a local secret (TOCSIN_JWT_SECRET) makes tokens; ask the issuer behind "
            "TOCSIN_JWKS_URL"
        )
    _refuse_bad_request(role, customer_id, user_id, ttl)
    now = (clock or SystemClock()).now()
    who = {
        "customer_id": customer_id,
        "user_id": user_id,
        "aud": settings.jwt_audience,
        "iss": settings.jwt_issuer,
    }
    claims: dict[str, JsonValue] = {
        "sub": subject or _subject(role, customer_id, user_id),
        "role": role,
        "iat": int(now.timestamp()),
        "exp": int((now + ttl).timestamp()),
        "jti": uuid4().hex,
        **{name: value for name, value in who.items() if value is not None},
    }
    return jwt.encode(claims, settings.jwt_secret.get_secret_value(), algorithm="HS256")


def _key_source(settings: IdentitySettings, clock: Clock) -> KeySource:
    if settings.jwt_secret is not None:
        return SharedSecret(settings.jwt_secret.get_secret_value().encode())
    assert settings.jwks_url is not None, "the settings hold one of the two"
    return PublishedKeys(JwksKeys(settings.jwks_url, clock))


def _identity(claims: Mapping[str, object], names: ClaimNames, ids: PersonIds) -> Identity:
    subject, role = _text(claims, "sub"), names.role_of(claims)
    customer_id, user_id = _text(claims, names.customer_id), _text(claims, names.user_id)
    if subject is None or role is None:
        raise BadToken("no subject or no known role")
    if role == "contact" and (customer_id is None or user_id is None):
        raise BadToken("a contact without customer or user")
    user_id = user_id and _no_address(user_id, ids)
    return Identity(
        subject=_who(subject, role, customer_id, user_id, ids),
        role=role,
        customer_id=customer_id,
        user_id=user_id,
        expires_at=_instant(claims.get("exp")),
    )


def _who(
    subject: str, role: Role, customer_id: str | None, user_id: str | None, ids: PersonIds
) -> str:
    """Return the subject; where it is an address, the user's id, else an id made of it."""
    if not is_address(subject):
        return subject
    return _subject(role, customer_id, user_id) if user_id else _no_address(subject, ids)


def _no_address(name: str, ids: PersonIds) -> str:
    if not is_address(name):
        return name
    if (person_id := ids.id_of(name)) is None:
        raise BadToken("it names a person by an address: set TOCSIN_CURSOR_SECRET")
    return person_id


def _text(claims: Mapping[str, object], name: str) -> str | None:
    value = find_claim(claims, name)
    if value is None:
        return None
    # It goes into log lines, and into events as their actor: no line may be forged by it.
    if (
        not isinstance(value, str)
        or not value.strip()
        or len(value) > 200
        or not value.isprintable()
    ):
        raise BadToken(f"{name} is not a name")
    return value


def _instant(value: object) -> datetime:
    # `True` is an int, too.
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise BadToken("exp is not a number")
    try:
        return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError):
        raise BadToken("exp is out of range") from None


def _refuse_early(claims: Mapping[str, object], now: datetime) -> None:
    if "nbf" in claims and _instant(claims["nbf"]) - LEEWAY > now:
        raise BadToken("not valid yet")


def _refuse_bad_request(
    role: Role, customer_id: str | None, user_id: str | None, ttl: timedelta
) -> None:
    if not is_role(role):
        raise ValueError(f"role must be one of {', '.join(ROLES)}")
    if role == "contact" and not (customer_id and user_id):
        raise ValueError("a contact needs a customer and a user")
    if not timedelta(0) < ttl <= timedelta(days=366):
        raise ValueError("a token lives between a second and a year")


def _subject(role: Role, customer_id: str | None, user_id: str | None) -> str:
    if customer_id and user_id:
        return f"{customer_id}/{user_id}"
    return user_id or role
