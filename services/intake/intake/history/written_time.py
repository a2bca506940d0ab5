"""Reads times as logs write them: ISO 8601 with an offset, or local in a form that is given."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from careplans.local_days import at_local_time
from intake.history.collect_incidents import BadCell, in_time


def written_time(
    column: str, text: str, zone: ZoneInfo | None, now: datetime, form: str | None = None
) -> datetime:
    """Return the time in UTC; one without an offset is local in the zone, and bad without a zone.

    `form`: as strptime has it, else ISO 8601. Raises BadCell.
    """
    try:
        written = datetime.strptime(text, form) if form else datetime.fromisoformat(text)  # noqa: DTZ007  made aware below
        if written.tzinfo is None and zone is None:
            raise BadCell(column, "has no offset from UTC: say its zone by --zone")
        # One that the clocks skipped is moved later by the gap; of two, it is the first.
        instant = (
            at_local_time(written.date(), written.time(), zone)
            if written.tzinfo is None and zone is not None
            else written.astimezone(UTC)
        )
    except (ValueError, OverflowError):
        hint = form or "2024-03-05T09:12:00Z: give its form as `time` in a mapping"
        raise BadCell(column, f"is no time such as {hint}") from None
    return in_time(column, instant, now)
