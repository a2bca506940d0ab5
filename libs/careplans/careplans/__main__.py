"""Look at the plans' data from a terminal.

Check it, preview a calendar, ask when something is due.
"""

import argparse
import sys
from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path

from careplans.calendar_in_use import calendar_in_use
from careplans.calendars import (
    Calendar,
    latest_calendar,
    list_calendars,
    load_calendar,
    take_calendars,
)
from careplans.check_terms import check_folder
from careplans.compute_deadline import compute_deadline
from careplans.continuity import judge_year
from careplans.data_files import PACKAGED
from careplans.errors import InvalidCatalogue, UnknownCalendar, UnknownTerms
from careplans.freeze_calendars import freeze_calendars
from careplans.opening_hours import WHOLE_DAY
from careplans.preview_calendar import (
    changes_in,
    days_with_other_hours,
    usual_hours,
    version_before,
)
from careplans.review_cadence import reviews_ended
from careplans.say_length import say_number
from careplans.say_what_is_invalid import say_what_is_invalid
from careplans.say_why_due import say_why_due
from careplans.telephone_hours import is_staffed
from careplans.terms import TermsCatalogue
from careplans.vendors_day import terms_in_force_at
from careplans.vendors_folder import read_vendors_folder
from careplans.vocabulary import PLANS, PRIORITIES
from careplans.zone_data import ZONE_DATA
from events.nobody_reads import while_somebody_reads
from events.one_line import one_line


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. 0: done; 2: bad input or invalid data, said in one line on stderr."""
    return while_somebody_reads(partial(_run, arguments))


def _run(arguments: Sequence[str] | None) -> int:
    options = _parser().parse_args(arguments)
    commands = {
        "check": _check,
        "freeze": _freeze,
        "calendar": _calendar,
        "due": _due,
        "reviews": _reviews,
        "telephone": _telephone,
        "continuity": _continuity,
    }
    try:
        commands[options.command](options)
    except InvalidCatalogue as error:
        folder = getattr(options, "folder", None)
        print(say_what_is_invalid(error, folder) if folder else error, file=sys.stderr)
        return 2
    except BrokenPipeError:
        # Nobody reads on: no mistake of the data.
        raise
    except (UnknownCalendar, UnknownTerms, ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="careplans", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser(
        "check", help="validate terms and calendars, and warn of what is odd"
    )
    check.add_argument(
        "folder",
        nargs="?",
        type=Path,
        help="a folder with terms/ and calendars/; default: the package's own",
    )
    check.add_argument("--folder", dest="named", type=Path, help="the same, as others name it")
    freeze = commands.add_parser(
        "freeze",
        help="publish each calendar that is a draft: write its dates and its clock",
    )
    freeze.add_argument("folder", type=Path, help="a folder with calendars/")
    calendar = commands.add_parser(
        "calendar", help="a year of a calendar, and what it changes against the version before"
    )
    calendar.add_argument("--folder", type=Path, help="a vendor's, whose drafts are shown as well")
    calendar.add_argument(
        "calendar_id", nargs="?", help="which calendar; absent: list those there are"
    )
    calendar.add_argument("year", nargs="?", type=int)
    calendar.add_argument("--version", type=int, help="default: the latest")
    due = commands.add_parser("due", help="when a first response is due, and why")
    due.add_argument("--plan", required=True, choices=PLANS)
    due.add_argument("--priority", required=True, choices=PRIORITIES)
    due.add_argument(
        "--start", required=True, help="with a zone, such as 2026-11-25T17:00:00-05:00"
    )
    due.add_argument(
        "--terms", help="a version of the terms; default: the one in force on that day"
    )
    due.add_argument(
        "--calendar", help="another calendar than the terms name, in its latest version"
    )
    reviews = commands.add_parser("reviews", help="the reviews that a plan gives in a year (CP-29)")
    reviews.add_argument("--plan", required=True, choices=PLANS)
    reviews.add_argument("--year", required=True, type=int)
    telephone = commands.add_parser("telephone", help="whether the telephone is staffed (CP-15)")
    telephone.add_argument("--priority", required=True, choices=PRIORITIES)
    telephone.add_argument("--at", required=True, help="with a zone, as --start of `due`")
    continuity = commands.add_parser(
        "continuity", help="whether a year's maintenance kept to its allowances (CP-33)"
    )
    continuity.add_argument(
        "minutes", nargs="+", type=float, help="the minutes of each month so far, from January on"
    )
    for asking in (due, reviews, telephone, continuity):
        asking.add_argument(
            "--folder", type=Path, help="a vendor's, whose terms hold; default: the package's own"
        )
    return parser


def _check(options: argparse.Namespace) -> None:
    options.folder = options.folder or options.named
    warnings = check_folder(_folder(options.folder) if options.folder else PACKAGED)
    for warning in warnings:
        print(f"warning: {warning}")
    print(f"valid; {say_number(len(warnings), 'warning')}; time zones of {ZONE_DATA}")


def _freeze(options: argparse.Namespace) -> None:
    written = freeze_calendars(_folder(options.folder) / "calendars")
    for file in written:
        print(file)
    # Of one calendar there are two files: its dates and its clock.
    print(f"{say_number(len({file.stem for file in written}), 'calendar')} frozen")


def _terms(options: argparse.Namespace) -> TermsCatalogue:
    folder: Path | None = options.folder
    return read_vendors_folder(None if folder is None else _folder(folder))


def _folder(folder: Path) -> Path:
    try:
        is_there = folder.is_dir()
    except OSError:
        # A name that no file system takes.
        is_there = False
    if not is_there:
        raise InvalidCatalogue(one_line(str(folder)), "", "no such folder")
    return folder


def _calendar(options: argparse.Namespace) -> None:
    if options.folder is not None:
        take_calendars(_folder(options.folder) / "calendars", drafts=True)
    if options.calendar_id is None or options.year is None:
        for calendar_id, version in list_calendars():
            print(f"{calendar_id} version {version}")
        return
    year = _year(options.year)
    version = options.version
    calendar = (
        latest_calendar(options.calendar_id)
        if version is None
        else load_calendar(options.calendar_id, version)
    )
    print(f"{calendar.calendar_id} version {calendar.version}, {calendar.zone_name}, {year}:")
    for off in calendar.preview(year):
        print(f"{off.day:%a} {off.day.isoformat()}  {off.name}")
    _print_hours(calendar, year)
    print(f"{len(calendar.working_days(year))} working days")
    if (before := version_before(calendar)) is not None:
        _print_changes(year, before, calendar)


def _print_hours(calendar: Calendar, year: int) -> None:
    usual = usual_hours(calendar)
    if any(hours != WHOLE_DAY for hours in usual.values()):
        for weekday, hours in usual.items():
            print(f"{weekday.title()}s  {', '.join(hours)}")
    for other in days_with_other_hours(calendar, year):
        print(f"{other.day:%a} {other.day.isoformat()}  {other.name}: {', '.join(other.hours)}")


def _print_changes(year: int, before: Calendar, calendar: Calendar) -> None:
    changes = changes_in(year, before, calendar)
    print(f"against version {before.version}: {len(changes) or 'no'} changes")
    for change in changes:
        print(f"  {change}")


def _due(options: argparse.Namespace) -> None:
    start = _instant(options.start)
    catalogue = _terms(options)
    terms = (
        catalogue.version(options.terms) if options.terms else terms_in_force_at(start, catalogue)
    )
    calendar = calendar_in_use(terms)
    if options.calendar:
        calendar = latest_calendar(options.calendar)
    target = terms.target(options.plan, options.priority)
    deadline = compute_deadline(start, target, calendar, (), terms.reading)
    assert deadline.due_at is not None
    print(deadline.due_at.astimezone(calendar.zone).isoformat())
    print(say_why_due(start, target, calendar, deadline))


def _reviews(options: argparse.Namespace) -> None:
    year = _year(options.year)
    terms = _terms(options).in_force(date(year, 12, 31))
    for period in reviews_ended(options.plan, year, date(year + 1, 1, 1), terms):
        print(f"{period.name}: {period.first_day} to {period.last_day}")


def _telephone(options: argparse.Namespace) -> None:
    at = _instant(options.at, "--at")
    terms = terms_in_force_at(at, _terms(options))
    calendar = calendar_in_use(terms)
    staffed = is_staffed(at, options.priority, terms, calendar)
    print("staffed" if staffed else "not staffed")


def _continuity(options: argparse.Namespace) -> None:
    minutes = dict(enumerate(options.minutes, start=1))
    year = judge_year(minutes, _terms(options).versions[-1].continuity)
    for month in year.months:
        verdict = "over every allowance" if month.broke_promise else f"within {month.allowance}"
        print(f"month {month.month}: {month.minutes:g} minutes, {verdict}")


def _year(year: int) -> int:
    if not 1970 <= year <= 2200:
        raise ValueError(f"years go from 1970 to 2200, not {year}")
    return year


def _instant(text: str, option: str = "--start") -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(
            f"{option}: '{text}' is no date and time, such as 2026-11-25T17:00:00-05:00"
        ) from None
    # Whoever asks may sit in another zone than the vendor: a bare time would be a guess.
    if instant.utcoffset() is None:
        raise ValueError(f"{option}: '{text}' has no zone; add one, such as -05:00 or Z")
    return instant


if __name__ == "__main__":
    sys.exit(main())
