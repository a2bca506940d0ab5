"""Checks a maintenance that is recorded or corrected against what is known (CP-33)."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from intake.domain.continuity import Continuity, Maintenance
from intake.domain.errors import Conflicting, Invalid, Unknown
from intake.domain.scheduled_windows import meets_window


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """When maintenance was done, and in which window; `window_id` None: it was unscheduled."""

    window_id: str | None
    started_at: datetime
    ended_at: datetime

    def is_of(self, maintenance: Maintenance) -> bool:
        """Whether this is what was last told of the maintenance."""
        return self == Stretch(
            window_id=maintenance.window_id,
            started_at=maintenance.started_at,
            ended_at=maintenance.ended_at,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TellStretch:
    """A command that says when a maintenance was done, and in which window."""

    customer_id: str
    maintenance_id: str
    stretch: Stretch
    now: datetime
    vendors_zone: ZoneInfo


def check_stretch(command: TellStretch, continuity: Continuity) -> None:
    """Raise Invalid, Unknown or Conflicting for what cannot have been done."""
    stretch = command.stretch
    if stretch.started_at >= stretch.ended_at:
        raise Invalid("maintenance-ends-before-it-starts", "ended_at is not after started_at")
    if stretch.ended_at > command.now:
        raise Invalid("maintenance-in-the-future", "only what is over can be recorded")
    # What was unscheduled counts for no allowance, so it may overlap with anything.
    if stretch.window_id is None:
        return
    _check_window(stretch, stretch.window_id, continuity, command.vendors_zone)
    _check_alone(stretch, command.maintenance_id, continuity)


def _check_window(stretch: Stretch, window_id: str, continuity: Continuity, zone: ZoneInfo) -> None:
    windows = continuity.windows.get(window_id)
    if windows is None:
        raise Unknown("unknown-window", "the customer has no such window")
    # What ran over the window's end counts, too: the promise is about how long maintenance takes.
    if not meets_window(windows, stretch.started_at, stretch.ended_at, zone):
        raise Invalid("outside-the-window", "the window was not open then, not for a minute")


def _check_alone(stretch: Stretch, maintenance_id: str, continuity: Continuity) -> None:
    """Refuse what would count a minute twice."""
    for other in continuity.in_effect:
        if (
            other.maintenance_id != maintenance_id
            and other.window_id is not None
            and other.started_at < stretch.ended_at
            and stretch.started_at < other.ended_at
        ):
            raise Conflicting(
                "maintenance-overlaps",
                f"{other.maintenance_id} was at the same time; correct or withdraw that one",
            )
