"""What the environment tells a service, and nothing else does, beside what each has of its own."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal, Self, TypeAlias

from pydantic import (
    DirectoryPath,
    Field,
    SecretStr,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from webapi.identity_settings import IdentitySettings
from webapi.setting_rules import PREFIX, is_safe

LogFormat = Literal["auto", "json", "pretty"]

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


class ServiceSettings(IdentitySettings):
    """What all services are told.

    A service adds its own by a subclass, and sets its own default `port`.

    `database_url` may hold a password, so it is kept out of `repr`; `grace_s` is how many seconds
    open requests get at a stop. `static_members`: a consumer that restarts under its `member` name
    keeps its partitions; False where the broker never lets go of one. `group_session_s`: after how
    many silent seconds others take over its partitions. `metrics_open` opens
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
    group_session_s: float = Field(
        default=2.5,
        ge=1,
        le=60,
        description=(
            "How long an instance may be silent before others take over its partitions; the "
            "embedded broker takes twice as long. The broker must allow it (Apache Kafka: "
            "`group.min.session.timeout.ms`); where it does not, it is 6 s, and the log says so."
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


def _refuse_moving(clock: str, jwks_url: str | None) -> None:
    """Raise ValueError where production's identities come with a clock that can be moved."""
    if clock == "movable" and jwks_url is not None:
        raise ValueError(
            "TOCSIN_CLOCK=movable is for a sandbox and is refused beside TOCSIN_JWKS_URL"
        )
