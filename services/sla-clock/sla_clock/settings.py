"""What the clock is told by its environment."""

from pydantic import Field

from webapi.settings import ServiceSettings

SCHEMA = "sla_clock"
CONSUMER = "sla-clock"


class SlaClockSettings(ServiceSettings):
    """The shared settings, and after how many seconds without a watermark the clock calls itself blind (TOCSIN_BLIND_AFTER_S)."""

    port: int = Field(default=8002, ge=0, le=65535)
    blind_after_s: float = Field(default=5.0, gt=0, le=3600)
