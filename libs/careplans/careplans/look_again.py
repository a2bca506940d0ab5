"""Looks again into the vendor's folder for a calendar that was published after this process began.

Another process may promise by it, or let deadlines follow it, before this one starts anew (CP-25).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from typing import Final, TypeVar

from careplans.calendars import known_calendars, take_calendars
from careplans.errors import InvalidCatalogue, UnknownCalendar

Result = TypeVar("Result")

LOOK_EVERY_S: Final = 5.0
"""How soon it is worth to look again, in seconds: what is asked for may be asked for often."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What a look found: calendars by id and version, or nothing.

    `missing` is what was asked for, `problem` what is wrong with the folder, if it could not be
    read; each in words.
    """

    missing: str
    found: Sequence[tuple[str, int]] = ()
    problem: str | None = None


class CalendarFolder:
    """The vendor's folder of this process; `folder` None: there is none.

    `monotonic` tells the seconds since some start. `tell` hears of what was found, and once of each
    calendar that was not.
    """

    def __init__(
        self,
        folder: Traversable | None,
        monotonic: Callable[[], float],
        tell: Callable[[Looked], None],
    ) -> None:
        self._folder, self._monotonic, self._tell = folder, monotonic, tell
        self._looked_at: float | None = None
        self._told: set[str] = set()

    def knowing(self, work: Callable[[], Result]) -> Result:
        """Return what `work` returns; if it lacks a calendar, look for that and do it again.

        Raises UnknownCalendar where the folder lacks it, too.
        """
        try:
            return work()
        except UnknownCalendar as error:
            if not self.look_for(error):
                raise
        return work()

    def look_for(self, error: UnknownCalendar) -> bool:
        """Look into the folder, unless that was done just now; return whether it held more."""
        now = self._monotonic()
        if self._looked_at is not None and now - self._looked_at < LOOK_EVERY_S:
            return False
        self._looked_at = now
        looked = self._look(str(error))
        if looked.found or looked.missing not in self._told:
            self._tell(looked)
        self._told = set() if looked.found else self._told | {looked.missing}
        return bool(looked.found)

    def _look(self, missing: str) -> Looked:
        if self._folder is None:
            return Looked(missing=missing, problem="no folder was named")
        before = known_calendars().keys()
        try:
            take_calendars(self._folder / "calendars")
        except (InvalidCatalogue, OSError) as problem:
            # It may be half written: the next look finds it whole.
            return Looked(missing=missing, problem=str(problem))
        return Looked(missing=missing, found=sorted(known_calendars().keys() - before))
