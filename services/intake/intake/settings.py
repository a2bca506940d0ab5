"""Intake's settings, from the environment."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from webapi.settings import PREFIX, Port, ServiceSettings, TermsFolder

SCHEMA = "intake"
CONSUMER = "intake"


class IntakeSettings(ServiceSettings):
    """The settings that every service has, and those of intake.

    `terms_folder` (TOCSIN_TERMS_FOLDER): where the vendor keeps terms of its own; None: those that
    come with Tocsin. `webhook_timeout_s` is the deadline on the whole of an attempt.
    """

    port: Port = 8001
    terms_folder: TermsFolder = None
    allow_loopback_webhooks: bool = Field(
        default=False,
        description="Whether webhooks may lead to this machine, and then without TLS.",
    )
    allow_private_webhooks: bool = Field(
        default=False,
        description=(
            "Whether webhooks may lead into a private network. Addresses of a cloud's "
            "metadata are always refused."
        ),
    )
    webhook_timeout_s: float = Field(
        default=15.0,
        gt=0,
        le=60,
        description=(
            "The deadline on the whole of an attempt to send to a webhook, from looking the name "
            "up to the answer."
        ),
    )


class TermsSettings(BaseSettings):
    """Where the vendor's terms are, for a command that needs no other of intake's settings."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    terms_folder: TermsFolder = None
