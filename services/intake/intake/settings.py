"""Intake's settings, from the environment."""

from typing import Self

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from webapi.sealing_settings import SealingSettings
from webapi.setting_rules import PREFIX
from webapi.settings import ErasuresFile, Port, ServiceSettings, TermsFolder

SCHEMA = "intake"
CONSUMER = "intake"
OTHERS = ("sla-clock", "notifier", "reporting")
"""The services that move with intake in a sandbox."""


class IntakeSettings(SealingSettings, ServiceSettings):
    """The settings that every service has, and those of intake.

    `terms_folder` (TOCSIN_TERMS_FOLDER): where the vendor keeps terms of its own; None: those that
    come with Tocsin. `webhook_timeout_s` is the deadline on the whole of an attempt.
    `erasures_file` (TOCSIN_ERASURES_FILE): the list of erasures beside the database.
    """

    port: Port = 8001
    erasures_file: ErasuresFile = None
    terms_folder: TermsFolder = None
    allow_loopback_webhooks: bool = Field(
        default=False,
        description="Whether webhooks may lead to this machine, there without TLS, too.",
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
    sandbox_services: str = Field(
        default="",
        description=(
            "Needed where the clock is movable: the addresses of the other services, as in "
            "`sla-clock=http://127.0.0.1:8002,notifier=...,reporting=...`."
        ),
    )

    @field_validator("sandbox_services")
    @classmethod
    def _named_addresses(cls, text: str) -> str:
        if text and addresses_in(text).keys() != set(OTHERS):
            raise ValueError(f"names each of {', '.join(OTHERS)} with its address")
        return text

    @model_validator(mode="after")
    def _moves_all(self) -> Self:
        if self.clock == "movable" and not self.sandbox_services:
            raise ValueError("TOCSIN_CLOCK=movable needs TOCSIN_SANDBOX_SERVICES beside it")
        return self


def addresses_in(text: str) -> dict[str, str]:
    """Return the addresses of a text such as `a=http://x,b=http://y`, by name."""
    pairs = (part.strip().partition("=") for part in text.split(",") if part.strip())
    return {name.strip(): address.strip() for name, _, address in pairs if address.strip()}


class TermsSettings(BaseSettings):
    """Where the vendor's terms are, for a command that needs no other of intake's settings."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    terms_folder: TermsFolder = None
