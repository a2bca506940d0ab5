"""Settings come from the environment only, are checked once at the start, and a bad one is said in
a single line."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal, NoReturn, Self, TypeAlias, TypeVar
from urllib.parse import urlsplit

from pydantic import (
    DirectoryPath,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from events.sealing.key_ring import KeyRing
from webapi.claims import ClaimNames, role_pairs
from webapi.network import is_loopback

PREFIX = "TOCSIN_"
SHORTEST_SECRET = 32

LogFormat = Literal["auto", "json", "pretty"]
S = TypeVar("S", bound=BaseSettings)

DatabaseUrl: TypeAlias = Annotated[
    str,
    Field(
        repr=False,
        min_length=1,
        description="This service's database: `postgresql://user:password@host:port/database`.",
    ),
]
TopicPrefix: TypeAlias = Annotated[
    str,
    Field(pattern=r"^[A-Za-z0-9._-]{0,100}$", description="Put before the name of every topic."),
]
TermsFolder: TypeAlias = Annotated[
    DirectoryPath | None,
    Field(
        description=(
            "A folder with the vendor's own terms, the same for intake, sla-clock and reporting. "
            "Without it: the terms that come with Tocsin."
        )
    ),
]
ErasuresFile: TypeAlias = Annotated[
    Path | None,
    Field(
        description=(
            "A file to which every erasure of personal data is added: ids only. Keep it apart from "
            "the database, and run `repeat-erasures` with it after a restore."
        )
    ),
]
Port: TypeAlias = Annotated[
    int,
    Field(ge=0, le=65535, description="The port that it listens on; 0 takes a free one."),
]
# Fixed, since with another number a key's later events would go to another shard than its earlier
# ones.
Shards: TypeAlias = Annotated[
    int, Field(ge=1, le=1024, description="Partitions of the topics. Fixed for life.")
]

ClockKind: TypeAlias = Annotated[
    Literal["real", "movable"],
    Field(
        description=(
            "`movable`: a sandbox, whose time is moved by `POST /v1/sandbox/clock`. The same for "
            "all services and for `migrate`; never beside a JWKS address."
        )
    ),
]


def check_length(secret: SecretStr | None) -> SecretStr | None:
    """Return the secret, if there is one. Raises ValueError for one that may be guessed."""
    if secret is not None and len(secret.get_secret_value().encode()) < SHORTEST_SECRET:
        raise ValueError(f"needs {SHORTEST_SECRET} bytes or more")
    return secret


class IdentitySettings(BaseSettings):
    """Whose tokens are valid: those signed with a local secret, or by the keys at a JWKS address.

    Never both; the secret is for development. An issuer signs for many applications, so a JWKS
    address needs the audience and the issuer beside it, or a token made for another application
    would open this one.
    """

    # An error must not repeat what was set: it may be a secret.
    model_config = SettingsConfigDict(
        env_prefix=PREFIX, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    jwt_secret: SecretStr | None = Field(
        default=None,
        description="Development: tokens are HS256, signed with this secret of 32 bytes or more.",
    )
    jwks_url: str | None = Field(
        default=None,
        description="Production: tokens are RS256 or ES256, by the keys at this https address.",
    )
    jwt_audience: str | None = Field(
        default=None,
        description=(
            "Needed beside the JWKS address: only tokens made for this audience are believed."
        ),
    )
    jwt_issuer: str | None = Field(
        default=None,
        description="Needed beside the JWKS address: only tokens of this issuer are believed.",
    )

    claim_role: str = Field(
        default="role",
        min_length=1,
        description=(
            "The claim that names the role, or a list of them: its whole name, or a path such as "
            "`realm_access.roles`."
        ),
    )
    claim_customer_id: str = Field(
        default="customer_id",
        min_length=1,
        description="The claim that holds a contact's customer, found in the same way.",
    )
    claim_user_id: str = Field(
        default="user_id",
        min_length=1,
        description="The claim that holds a contact's user or an engineer's id.",
    )
    claim_roles: str = Field(
        default="",
        description=(
            "What the issuer calls our roles: `theirs=ours`, with commas. Of several that a token "
            "names, the first in this list counts; one that is not in it counts for nothing."
        ),
    )

    cursor_secret: SecretStr | None = Field(
        default=None,
        min_length=SHORTEST_SECRET,
        description=(
            "Signs the cursors of lists, and gives ids to people whom their token names by an "
            "address; the same for all instances of all services. Without it the JWT secret does; "
            "with neither, each process makes its own for cursors, and such a token is refused."
        ),
    )

    @field_validator("claim_roles")
    @classmethod
    def _known_roles(cls, pairs: str) -> str:
        role_pairs(pairs)
        return pairs

    @field_validator("jwt_secret")
    @classmethod
    def _long_enough(cls, secret: SecretStr | None) -> SecretStr | None:
        return check_length(secret)

    @field_validator("jwks_url")
    @classmethod
    def _safe_address(cls, url: str | None) -> str | None:
        if url is not None and not is_safe(url):
            raise ValueError("must be an https address (http only on this machine)")
        return url

    @model_validator(mode="after")
    def _one_mode(self) -> Self:
        if (self.jwt_secret is None) == (self.jwks_url is None):
            raise ValueError("set one of TOCSIN_JWT_SECRET and TOCSIN_JWKS_URL")
        if self.jwks_url is not None and not (self.jwt_audience and self.jwt_issuer):
            raise ValueError(
                "TOCSIN_JWKS_URL needs TOCSIN_JWT_AUDIENCE and TOCSIN_JWT_ISSUER beside it"
            )
        # Tokens that are made here have our names: nobody could sign in with those of an issuer.
        if self.jwt_secret is not None and self.claim_names() != ClaimNames():
            raise ValueError("TOCSIN_CLAIM_* need TOCSIN_JWKS_URL: they are an issuer's names")
        return self

    def naming_secret(self) -> str | None:
        """Return by what people get ids whom a token names by an address; None: by nothing."""
        secret = self.cursor_secret or self.jwt_secret
        return secret.get_secret_value() if secret else None

    def claim_names(self) -> ClaimNames:
        """Return in which claims a token says who somebody is."""
        return ClaimNames(
            role=self.claim_role,
            customer_id=self.claim_customer_id,
            user_id=self.claim_user_id,
            roles=role_pairs(self.claim_roles),
        )


class ServiceSettings(IdentitySettings):
    """What all services are told.

    A service adds its own by a subclass, and sets its own default `port`.

    `database_url` may hold a password, so it is kept out of `repr`; `grace_s` is how many seconds
    open requests get at a stop. `static_members`: a consumer that restarts under its `member` name
    keeps its partitions; False where the broker never lets go of one. `metrics_open` opens
    `/metrics` to this machine; `trusted_proxies` are the addresses, with commas, whose
    `X-Forwarded-*` is believed. `connections_at_most`: of one process; beyond it the one that waits
    longest without a request is closed.
    """

    database_url: DatabaseUrl
    kafka_bootstrap_servers: str = Field(min_length=1, description="The brokers: `host:port,...`.")
    topic_prefix: TopicPrefix = ""
    clock: ClockKind = "real"
    host: str = Field(
        default="127.0.0.1", min_length=1, description="The address that it listens on."
    )
    port: Port = 8000
    log_format: LogFormat = Field(
        default="auto", description="`json`, `pretty`, or `auto`: pretty on a terminal."
    )
    shards: Shards = 12
    watermark_every_ms: int = Field(
        default=20,
        ge=1,
        le=60_000,
        description="How often watermarks are sent at most, while something is due.",
    )
    watermark_at_rest_ms: int = Field(
        # Below the 5 s after which a clock is blind, with a second for the way.
        default=1_000,
        ge=1,
        le=4_000,
        description=(
            "How often they are sent while nothing is due; a clock is blind after 5 s without."
        ),
    )
    member: str = Field(
        default="1",
        pattern=r"^[A-Za-z0-9._-]{1,100}$",
        description=(
            "This instance's name in its consumer group; one for each instance of a service."
        ),
    )
    static_members: bool = Field(
        default=True,
        description=(
            "Whether that name is static, so that a quick restart moves no partitions. "
            "False on the embedded broker, which never lets go of one."
        ),
    )
    metrics_open: bool = Field(
        default=False, description="Whether `/metrics` answers this machine without a token."
    )
    calls_per_minute: int = Field(
        default=12_000,
        ge=1,
        description=(
            "Calls of one identity, counted by each process. Beyond it: 429 until the minute is "
            "over. Health checks and metrics are not counted."
        ),
    )
    urgent_calls_per_minute: int = Field(
        default=600,
        ge=1,
        description=(
            "Openings of a P1 by one identity, counted apart, so that no flood of other calls "
            "uses them up. They count for nothing else."
        ),
    )
    refusals_per_minute: int = Field(
        default=60,
        ge=1,
        description=(
            "Tokens and links of one client address that are refused, counted by each process; the "
            "64 bits of an IPv6 network are one. Beyond it a refused one is answered 429, a good "
            "one as ever."
        ),
    )
    api_keys_url: str | None = Field(
        default=None,
        description=(
            "Intake's https address, where the other services ask whose an API key is. Without it "
            "they take none; intake knows by itself."
        ),
    )
    api_keys_over_http: bool = Field(
        default=False,
        description=(
            "Whether `TOCSIN_API_KEYS_URL` may be plain http to another machine. Keys go over it "
            "as they are: only inside a network that encrypts by itself."
        ),
    )
    sealing_keys_token: SecretStr | None = Field(
        default=None,
        description=(
            "A token or API key of role `service`, by which keys that open personal data are asked "
            "of intake (TOCSIN_API_KEYS_URL). With a JWT secret the service makes its own."
        ),
    )
    trusted_proxies: str = Field(
        default="",
        description=(
            "Addresses, with commas between them, whose `X-Forwarded-*` headers are believed."
        ),
    )
    grace_s: float = Field(
        default=10.0,
        gt=0,
        le=300,
        description="How long open requests have to end when the service stops.",
    )
    connections_at_most: int = Field(
        default=1000,
        ge=1,
        le=100_000,
        description=(
            "Connections of one process. Beyond it, the one that has waited longest "
            "without a whole request is closed."
        ),
    )

    @model_validator(mode="after")
    def _no_sandbox_in_production(self) -> Self:
        _refuse_moving(self.clock, self.jwks_url)
        return self

    @model_validator(mode="after")
    def _safe_way_to_intake(self) -> Self:
        url = self.api_keys_url
        if url is not None and not is_safe(url, plain=self.api_keys_over_http):
            raise ValueError(
                "TOCSIN_API_KEYS_URL must be an https address (http only on this machine, or with "
                "TOCSIN_API_KEYS_OVER_HTTP)"
            )
        return self

    def renamed(self) -> Sequence[tuple[str, str]]:
        """Return the old names of settings that are still in use, each with its new one."""
        return ()


class SealingSettings(BaseSettings):
    """What wraps the keys by which personal data are sealed.

    Whoever has the database and this key reads everything: keep it, and back it up, elsewhere.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    sealing_key: SecretStr = Field(
        description=(
            "Wraps the keys that seal personal data: a drawn secret of 32 bytes or more, kept "
            "apart from the database. Without it, what was sealed can never be read again."
        )
    )
    sealing_key_before: SecretStr | None = Field(
        default=None,
        description=(
            "During a rotation: the sealing key before, until `rotate-sealing-key` has ended."
        ),
    )

    @field_validator("sealing_key", "sealing_key_before")
    @classmethod
    def _long_sealing_key(cls, secret: SecretStr | None) -> SecretStr | None:
        return check_length(secret)

    def key_ring(self) -> KeyRing:
        """Return what wraps and unwraps the keys."""
        before = self.sealing_key_before
        return KeyRing(
            self.sealing_key.get_secret_value(), before.get_secret_value() if before else None
        )


class StoreSettings(BaseSettings):
    """Where the database is, and into how many shards the log is split: enough for `migrate`."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    database_url: DatabaseUrl
    shards: Shards = 12
    clock: ClockKind = "real"
    jwks_url: str | None = Field(
        default=None, description="Only looked at: in production no store is made movable."
    )

    @model_validator(mode="after")
    def _no_sandbox_in_production(self) -> Self:
        _refuse_moving(self.clock, self.jwks_url)
        return self


class OperatorSettings(BaseSettings):
    """Where the database and the broker are, for the commands on a service's log.

    These are `relay`, `verify`, `dead-letters` and so on.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    database_url: DatabaseUrl
    kafka_bootstrap_servers: str | None = Field(
        default=None, description="The brokers: `host:port,...`."
    )
    topic_prefix: TopicPrefix = ""


def load(settings: type[S]) -> S:
    """Return the settings from the environment.

    A bad or missing one: one line on stderr that names it, and exit 2; never its value.
    """
    try:
        return settings()
    except ValidationError as error:
        _give_up(error)


def _give_up(error: ValidationError) -> NoReturn:
    problems = "; ".join(
        _sentence(item["loc"], item["type"], item["msg"])
        for item in error.errors(include_input=False, include_url=False)
    )
    # Said before logging is set up, to whoever starts the process.
    print(f"bad settings: {problems}", file=sys.stderr)  # noqa: T201
    raise SystemExit(2)


def _sentence(location: tuple[int | str, ...], kind: str, message: str) -> str:
    reason = "is missing" if kind == "missing" else message.removeprefix("Value error, ")
    name = PREFIX + ".".join(str(part) for part in location).upper() if location else ""
    return f"{name} {reason}".strip().replace("\n", " ")


def _refuse_moving(clock: str, jwks_url: str | None) -> None:
    """Raise ValueError where production's identities come with a clock that can be moved."""
    if clock == "movable" and jwks_url is not None:
        raise ValueError(
            "TOCSIN_CLOCK=movable is for a sandbox and is refused beside TOCSIN_JWKS_URL"
        )


def is_safe(url: str, *, plain: bool = False) -> bool:
    """Return whether secrets may go to this address; `plain`: also over http."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    return bool(host) and (
        parts.scheme == "https" or (parts.scheme == "http" and (plain or is_loopback(host)))
    )
