"""Defines what clients send about maintenance (CP-33)."""

from datetime import time
from typing import Annotated

from pydantic import Field

from intake.api.customer_bodies import Day
from intake.domain.check_maintenance import Stretch
from intake.domain.continuity import Every, Window
from webapi.invalid_input import Id, Instant, RequestBody, Text

LocalTime = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class WindowBody(RequestBody):
    """A window from `first_on` on; `starts_at` is a time of day in the vendor's zone, as `22:00`.

    Both days are included. Every second week is counted from `first_on`.
    """

    every: Every
    first_on: Day
    starts_at: LocalTime
    # A day at most, so that a window does not run into its own next opening.
    minutes: Annotated[int, Field(ge=1, le=1440, strict=True)]
    last_on: Day | None = None

    def window(self, window_id: str) -> Window:
        """Return the window of that id."""
        return Window(
            window_id=window_id,
            every=self.every,
            first_on=self.first_on,
            starts_at=time.fromisoformat(self.starts_at),
            minutes=self.minutes,
            last_on=self.last_on,
        )


class StretchBody(RequestBody):
    """Maintenance that is over; `window` null: it was unscheduled."""

    # No default: what a client forgets to send would not count.
    window: Id | None
    started_at: Instant
    ended_at: Instant

    @property
    def stretch(self) -> Stretch:
        """Return the stretch of time."""
        return Stretch(window_id=self.window, started_at=self.started_at, ended_at=self.ended_at)


class NewMaintenance(StretchBody):
    """Maintenance that was done; `text` is for the vendor's people."""

    maintenance_id: Id | None = None
    text: Text | None = None


class CorrectedMaintenance(StretchBody):
    """What is right about a maintenance, and why it was recorded wrongly."""

    reason: Text


class Withdrawal(RequestBody):
    """Why something is taken back."""

    reason: Text
