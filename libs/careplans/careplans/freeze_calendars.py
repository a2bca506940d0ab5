"""Publishes the calendars of a folder: freezes dates and clock of each that has none yet."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from careplans.calendar_files import CalendarFile, read_calendar_files
from careplans.frozen_dates import SUFFIX, freeze
from careplans.frozen_zone import ZONE_SUFFIX, freeze_zone


def freeze_calendars(folder: Path) -> Sequence[Path]:
    """Write what is not frozen yet of each calendar beside it; return the files written.

    What is frozen stays: it is promised. Raises InvalidCatalogue for the first mistake, and then
    writes none.
    """
    texts: dict[Path, str] = {}
    for file, source in read_calendar_files(folder).items():
        texts |= _missing(folder / file.removesuffix(".toml"), source)
    for written, text in texts.items():
        written.write_text(text, encoding="utf-8")
    return tuple(texts)


def _missing(stem: Path, source: CalendarFile) -> Mapping[Path, str]:
    dates, clock = (stem.with_name(f"{stem.name}{one}") for one in (SUFFIX, ZONE_SUFFIX))
    if not dates.exists():
        # The dates last: with them the version is published, and its clock must be there by then.
        return {clock: freeze_zone(source), dates: freeze(source)}
    return {} if clock.exists() else {clock: freeze_zone(source)}
