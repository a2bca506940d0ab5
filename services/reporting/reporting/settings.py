"""What reporting is told by its environment."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator

from webapi.settings import PORT, ServiceSettings

SCHEMA = "reporting"
CONSUMER = "reporting"


class ReportingSettings(ServiceSettings):
    """The shared settings, and the zone in which the vendor's days, months and quarters begin
    (TOCSIN_VENDOR_ZONE).
    """

    port: int = Field(default=8004, ge=0, le=65535, description=PORT)
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
