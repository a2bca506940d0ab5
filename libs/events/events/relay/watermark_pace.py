"""How long to wait until the next watermark: none comes faster than somebody needs it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

_JUST_AFTER = timedelta(milliseconds=1)
_HURRY = timedelta(seconds=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class WatermarkPace:
    """Times in seconds:

    `every_s` while something is due, `unknown_s` without hints, else `at_rest_s`.
    """

    every_s: float = 0.02
    at_rest_s: float = 1.0
    unknown_s: float = 0.25

    def wait_s(self, now: datetime, due: datetime | None, *, fresh: bool) -> float:
        """Return how long to wait after a watermark of `now`, with a timer due at `due`.

        The next watermark comes just after that instant, then at the quick pace until the clock
        says that the timer has fired; after two seconds without word, no faster than at rest.
        `fresh`: whether the hints are recent.
        """
        longest = max(
            self.every_s, self.at_rest_s if fresh else min(self.unknown_s, self.at_rest_s)
        )
        if due is None or now - due > _HURRY:
            return longest
        return min(longest, max(self.every_s, (due + _JUST_AFTER - now).total_seconds()))


def at_rest(milliseconds: int) -> WatermarkPace:
    """Return the pace of watermarks for which no timer waits."""
    return WatermarkPace(every_s=milliseconds / 1000)
