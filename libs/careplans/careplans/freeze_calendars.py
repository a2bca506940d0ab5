"""Publishes the calendars of a folder: writes the dates of each version that has none yet."""

from collections.abc import Sequence
from pathlib import Path

from careplans.calendar_files import read_calendar_files
from careplans.frozen_dates import SUFFIX, freeze


def freeze_calendars(folder: Path) -> Sequence[Path]:
    """Write a dates file beside each calendar that has none; return those that were written.

    A version that has one keeps it: its dates are promised. Raises InvalidCatalogue for the first
    mistake, and then writes none.
    """
    texts = {
        folder / f"{file.removesuffix('.toml')}{SUFFIX}": source
        for file, source in read_calendar_files(folder).items()
    }
    new = {file: freeze(source) for file, source in texts.items() if not file.exists()}
    for file, text in new.items():
        file.write_text(text, encoding="utf-8")
    return tuple(new)
