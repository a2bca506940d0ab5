"""What reporting is told by its environment."""

from typing import Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, field_validator, model_validator

from webapi.setting_rules import is_safe
from webapi.settings import Port, ServiceSettings, TermsFolder

SCHEMA = "reporting"
CONSUMER = "reporting"


class ReportingSettings(ServiceSettings):
    """The shared settings, and what reports are drawn by.

    `vendor_zone` (TOCSIN_VENDOR_ZONE): the zone in which the vendor's days, months and quarters
    begin. `terms_folder` (TOCSIN_TERMS_FOLDER): where the vendor keeps terms of its own, as in
    intake; they say whose case comes first in the queue.
    """

    terms_folder: TermsFolder = None
    port: Port = 8004
    sla_clock_url: str | None = Field(
        default=None,
        description=(
            "The clock's https address, where the keys are asked for that open why an answer was "
            "late, and what explains the deadlines of a case on its page. Without it reviews say "
            "that it is not readable, and the page has no bars."
        ),
    )
    sla_clock_token: SecretStr | None = Field(
        default=None,
        description=(
            "The token with which the clock is asked for explanations, needed where tokens come "
            "from an issuer."
        ),
    )
    vendor_zone: str = Field(
        default="America/Detroit",
        description="The time zone in which the vendor's days, months and quarters begin.",
    )

    @model_validator(mode="after")
    def _safe_way_to_the_clock(self) -> Self:
        url = self.sla_clock_url
        if url is not None and not is_safe(url, plain=self.api_keys_over_http):
            raise ValueError(
                "TOCSIN_SLA_CLOCK_URL must be an https address (http only on this machine, or with "
                "TOCSIN_API_KEYS_OVER_HTTP)"
            )
        return self

    @field_validator("vendor_zone")
    @classmethod
    def _exists(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError("is no time zone: give an IANA name such as America/Detroit") from None
        return name
