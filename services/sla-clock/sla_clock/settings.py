"""What the clock is told by its environment."""

from collections.abc import Sequence

from pydantic import Field

from webapi.sealing_settings import SealingSettings
from webapi.settings import OperatorSettings, Port, ServiceSettings, TermsFolder

SCHEMA = "sla_clock"
CONSUMER = "sla-clock"
ERASURES_CONSUMER = "sla-clock-erasures"


class SlaClockSettings(SealingSettings, ServiceSettings):
    """The shared settings, and how the clock judges its own sight, in seconds.

    `clock_blind_after_s`: it is blind when a watermark is older (5 where nothing is set).
    `clock_sees_again_after_s`: and sees again when all have been younger for so long.
    `blind_after_s` is the former's old name, which the notifier read, too, with another meaning.

    `terms_folder` (TOCSIN_TERMS_FOLDER): where the vendor keeps terms of its own, as in intake; the
    calculator answers by them. None: the terms that come with Tocsin.
    """

    terms_folder: TermsFolder = None
    port: Port = 8002
    clock_blind_after_s: float | None = Field(
        default=None,
        gt=0,
        le=3600,
        description=(
            "The clock is blind when the watermark of a shard with events is older (5 s "
            "unless set)."
        ),
    )
    clock_sees_again_after_s: float = Field(
        default=10.0,
        ge=0,
        le=3600,
        description=(
            "The clock sees again when all watermarks have been younger for so long, "
            "without a break."
        ),
    )
    blind_after_s: float | None = Field(
        default=None,
        gt=0,
        le=3600,
        description="The old name of `TOCSIN_CLOCK_BLIND_AFTER_S`; it still works, with a warning.",
    )

    def renamed(self) -> Sequence[tuple[str, str]]:
        """Return the old names that are in use, each with its new one."""
        return (
            [("TOCSIN_BLIND_AFTER_S", "TOCSIN_CLOCK_BLIND_AFTER_S")]
            if self.blind_after_s is not None
            else []
        )


class FollowSettings(OperatorSettings):
    """What `follow-calendars` is told: where the clock's database is, and the vendor's folder."""

    terms_folder: TermsFolder = None
