"""Intake's settings, from the environment."""

from pydantic_settings import BaseSettings, SettingsConfigDict

from webapi.settings import PREFIX, Port, ServiceSettings, TermsFolder

SCHEMA = "intake"
CONSUMER = "intake"


class IntakeSettings(ServiceSettings):
    """The settings that every service has, and those of intake.

    `terms_folder` (TOCSIN_TERMS_FOLDER): where the vendor keeps terms of its own; None: those that
    come with Tocsin.
    """

    port: Port = 8001
    terms_folder: TermsFolder = None


class TermsSettings(BaseSettings):
    """Where the vendor's terms are, for a command that needs no other of intake's settings."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    terms_folder: TermsFolder = None
