"""What reporting is told by its environment."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator

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
    vendor_zone: str = Field(
        default="America/Detroit",
        description="The time zone in which the vendor's days, months and quarters begin.",
    )

    @field_validator("vendor_zone")
    @classmethod
    def _exists(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError("is no time zone: give an IANA name such as America/Detroit") from None
        return name
