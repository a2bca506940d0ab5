"""Intake's settings, from the environment."""

from pydantic import DirectoryPath, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from webapi.settings import PREFIX, ServiceSettings

SCHEMA = "intake"


class IntakeSettings(ServiceSettings):
    """What every service is told, and where the vendor keeps terms of its own (None: the ones that
    come with Tocsin).
    """

    port: int = 8001
    terms_folder: DirectoryPath | None = None


class StoreSettings(BaseSettings):
    """Where the store is: all that migrating and importing need."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    database_url: str = Field(repr=False, min_length=1)
    shards: int = Field(default=12, ge=1, le=1024)
