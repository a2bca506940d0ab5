"""Intake's settings, from the environment."""

from pydantic import DirectoryPath, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from webapi.settings import PORT, PREFIX, ServiceSettings

SCHEMA = "intake"


class IntakeSettings(ServiceSettings):
    """The settings that every service has, and those of intake.

    `terms_folder` (TOCSIN_TERMS_FOLDER): where the vendor keeps terms of its own; None: those that
    come with Tocsin.
    """

    port: int = Field(default=8001, ge=0, le=65535, description=PORT)
    terms_folder: DirectoryPath | None = Field(
        default=None,
        description=(
            "A folder with the vendor's own terms, the same for intake, sla-clock and reporting. "
            "Without it: the terms that come with Tocsin."
        ),
    )


class TermsSettings(BaseSettings):
    """Where the vendor's terms are, for a command that needs no other of intake's settings."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    terms_folder: DirectoryPath | None = None
