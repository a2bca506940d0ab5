"""The notifier's settings, from the environment."""

from collections.abc import Sequence
from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator

from webapi.sealing_settings import SealingSettings
from webapi.setting_rules import SHORTEST_SECRET
from webapi.settings import ErasuresFile, Port, ServiceSettings

SCHEMA = "notifier"
LEASE_MARGIN_S = 5
"""What a lease has beyond a send: the time to read, and to write down what came of it."""


class NotifierSettings(SealingSettings, ServiceSettings):
    """What every service is told, and: where links lead and their secret, where mail is handed in,
    which webhooks are allowed.

    `link_valid_s`: how long a link in a message is good. `send_timeout_s` is the deadline on the
    whole of a send, `lease_s` how long a sender may take over a message before another takes it. A
    message that waits for longer than `waiting_too_long_s` makes the service degraded. Where
    `sla_clock_url` is set the clock is watched, and paged for when it was blind for
    `blind_page_after_s` seconds (60 where nothing is set), until it has seen for
    `blind_page_ends_after_s`; `sla_clock_token` is needed where tokens come from an issuer.
    `blind_after_s` is the former's old name, which sla-clock read, too, with another meaning. A
    person's share of messages a minute beyond which they are bundled is `messages_per_minute`.
    """

    port: Port = 8003
    erasures_file: ErasuresFile = None
    public_url: str = Field(
        default="http://127.0.0.1:8003",
        pattern=r"^https?://[^\s/?#]+(/[^\s?#]*)?$",
        description="The address that the links in messages begin with.",
    )
    link_secret: SecretStr = Field(description="Signs the links in messages; 32 bytes or more.")
    link_valid_s: int = Field(
        default=24 * 3600,
        ge=60,
        le=30 * 24 * 3600,
        description="How long a link in a message is good.",
    )
    smtp_url: SecretStr | None = Field(
        default=None,
        description=(
            "Where mail is handed in: `smtps://` is TLS from the first byte, `smtp://` "
            "goes over to TLS where the server offers it. With a user and a password TLS "
            "is demanded."
        ),
    )
    mail_from: str = Field(
        default="tocsin@localhost",
        pattern=r"^[^\s,@]+@[^\s,@]+$",
        description="The sender of mail.",
    )
    allow_loopback_webhooks: bool = Field(
        default=False, description="Whether webhooks may lead to this machine."
    )
    allow_private_webhooks: bool = Field(
        default=False,
        description=(
            "Whether webhooks may lead into a private network. Addresses of a cloud's "
            "metadata are always refused."
        ),
    )
    send_timeout_s: float = Field(
        default=10.0,
        gt=0,
        le=60,
        description="The deadline on the whole of a send, from looking the name up to the answer.",
    )
    lease_s: float = Field(
        default=30.0,
        gt=0,
        le=600,
        description=(
            "How long a message is one process's own while it is sent; at least 5 s more "
            "than the deadline on a send."
        ),
    )
    waiting_too_long_s: float = Field(
        default=60.0,
        ge=5,
        le=3600,
        description=(
            "A message that should have gone this long ago makes `/health/ready` say "
            '`degraded: ["sending"]`.'
        ),
    )
    messages_per_minute: int = Field(
        default=6,
        ge=1,
        le=1000,
        description=(
            "Messages to one contact method beyond which they are bundled; new P1s never are."
        ),
    )
    sla_clock_url: str | None = Field(
        default=None,
        pattern=r"^https?://[^\s/?#]+(/[^\s?#]*)?$",
        description=(
            "The clock that is watched. Without it nobody is paged for a blind clock; a "
            "line at the start says so."
        ),
    )
    sla_clock_token: SecretStr | None = Field(
        default=None,
        description="The token for that clock, needed where tokens come from an issuer.",
    )
    blind_page_after_s: float | None = Field(
        default=None,
        ge=5,
        le=3600,
        description=(
            "A clock that is blind or silent for so long is worth a page (60 s unless set)."
        ),
    )
    blind_page_ends_after_s: float = Field(
        default=30.0,
        ge=0,
        le=3600,
        description="That page ends when the clock has seen for so long, without a break.",
    )
    blind_after_s: float | None = Field(
        default=None,
        gt=0,
        le=3600,
        description="The old name of `TOCSIN_BLIND_PAGE_AFTER_S`; it still works, with a warning.",
    )

    def renamed(self) -> Sequence[tuple[str, str]]:
        """Return the old names that are in use, each with its new one."""
        return (
            [("TOCSIN_BLIND_AFTER_S", "TOCSIN_BLIND_PAGE_AFTER_S")]
            if self.blind_after_s is not None
            else []
        )

    # As for tokens: whoever guesses the secret acknowledges anybody's page.
    @field_validator("link_secret")
    @classmethod
    def _long_enough_for_links(cls, secret: SecretStr) -> SecretStr:
        if len(secret.get_secret_value().encode()) < SHORTEST_SECRET:
            raise ValueError(f"needs {SHORTEST_SECRET} bytes or more")
        return secret

    @field_validator("smtp_url")
    @classmethod
    def _mail_address(cls, url: SecretStr | None) -> SecretStr | None:
        if url is not None:
            _check_mail_server(url.get_secret_value())
        return url

    @model_validator(mode="after")
    def _lease_outlasts_sending(self) -> Self:
        if self.lease_s < self.send_timeout_s + LEASE_MARGIN_S:
            raise ValueError(
                f"TOCSIN_LEASE_S must be TOCSIN_SEND_TIMEOUT_S and {LEASE_MARGIN_S} seconds more, "
                "or longer"
            )
        return self


def _check_mail_server(url: str) -> None:
    """Refuse a user without a password, or the other way round, which is a slip.

    A password goes over TLS only (STARTTLS, or smtps from the start).
    """
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.port == 0:
        raise ValueError("must be smtp://host:port or smtps://host:port")
    if (not parts.username) != (not parts.password):
        raise ValueError("must have both a user and a password, or neither")
