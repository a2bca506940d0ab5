"""The command `what-if`: how a period would have ended under another promise, in a terminal.

It also takes terms and calendars that are not in force yet: "what if we sold this?"
"""

import argparse
import asyncio
import re
import sys
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

import msgspec

from careplans.calendars import (
    Calendar,
    latest_calendar,
    load_calendar,
    take_calendar,
    take_calendars,
)
from careplans.errors import BeyondCalendar, InvalidCatalogue, UnknownCalendar, UnknownTerms
from careplans.local_days import start_of_day
from careplans.say_what_is_invalid import say_what_is_invalid, say_where
from careplans.terms import Terms, TermsCatalogue, read_one_version, read_terms
from careplans.vendors_day import vendors_zone
from careplans.vendors_folder import read_vendors_folder
from careplans.vocabulary import PLANS, PRIORITIES
from events.catalogue.terms import CalendarRef, Priority
from events.one_line import one_line
from events.operations.terminal import StopCommand
from events.store.connection import make_pool
from sla_clock.adapters.what_if_question import Period, WhatIf, WhatIfQuestion
from sla_clock.commands.what_if_lines import what_if_lines
from sla_clock.settings import SCHEMA
from sla_clock.what_if.supposed_promise import NoSuchPromise, Supposition
from webapi.load_settings import load
from webapi.service_skeleton import Parsers, ServiceCommand, add_database_url
from webapi.settings import StoreSettings, TermsFolder

_TARGET: Final = re.compile(r"(?P<priority>[^=]+)=(?P<length>.+)")
_VERSION: Final = re.compile(r"(?P<calendar_id>.+):(?P<version>\d{1,9})")
_MOST_SHOWN: Final = 1_000_000
Read = TypeVar("Read")


class WhatIfSettings(StoreSettings):
    """Where the clock's database is, and the vendor's terms."""

    terms_folder: TermsFolder = None


def _describe(commands: Parsers, name: str) -> None:
    parser = commands.add_parser(
        name, help="how a period would have ended under another plan, terms, targets or calendar"
    )
    for option, dest, meaning in (
        ("--from", "first", "cases opened on this day or later"),
        ("--to", "last", "and on this day or before"),
    ):
        parser.add_argument(
            option, dest=dest, type=_day, required=True, metavar="YYYY-MM-DD", help=meaning
        )
    parser.add_argument("--zone", type=_zone, help="whose days these are; default: the vendor's")
    parser.add_argument("--customer", metavar="ID", help="of this customer only")
    parser.add_argument("--plan", choices=PLANS, help="as if all had been on this plan")
    parser.add_argument(
        "--terms", metavar="FILE|VERSION", help="by these terms, in force or not yet"
    )
    parser.add_argument(
        "--calendar", metavar="FILE|NAME[:VERSION]", help="by this calendar, in force or not yet"
    )
    parser.add_argument(
        "--target",
        action="append",
        default=[],
        type=_target,
        metavar="P1=30min",
        help="another target of a priority: 30min, 8h, 5bd; may be given again",
    )
    parser.add_argument(
        "--folder",
        type=Path,
        help="the vendor's terms and calendars, drafts included; default: TOCSIN_TERMS_FOLDER",
    )
    parser.add_argument(
        "--shown", type=_shown, default=20, metavar="N", help="how many cases to tell apart (20)"
    )
    parser.add_argument("--json", action="store_true", help="the same as the API answers it")
    add_database_url(parser)


def _run(arguments: argparse.Namespace) -> int:
    settings = load(WhatIfSettings)
    try:
        terms = _known_terms(arguments.folder, settings.terms_folder)
        question = _question(arguments, terms)
        answer = asyncio.run(_ask(settings, question, terms))
    except (
        InvalidCatalogue,
        NoSuchPromise,
        UnknownTerms,
        UnknownCalendar,
        BeyondCalendar,
    ) as error:
        raise StopCommand(str(error)) from None
    if arguments.json:
        sys.stdout.write(f"{msgspec.json.encode(answer).decode()}\n")
    else:
        sys.stdout.writelines(f"{line}\n" for line in what_if_lines(answer))
    return 0


async def _ask(settings: WhatIfSettings, question: WhatIfQuestion, terms: TermsCatalogue) -> WhatIf:
    # Only now: numpy takes longer to load than any other command to run.
    from sla_clock.adapters.judge_period_again import judge_period_again  # noqa: PLC0415

    pool = await make_pool(
        settings.database_url,
        size=1,
        application_name="sla-clock-what-if",
        settings={"default_transaction_read_only": "on"},
    )
    try:
        return await judge_period_again(pool, SCHEMA, question, terms)
    finally:
        await pool.close()


def _known_terms(folder: Path | None, settings_folder: Path | None) -> TermsCatalogue:
    try:
        if folder is None:
            return read_vendors_folder(settings_folder)
        if not _is_there(folder.is_dir):
            raise StopCommand(f"{one_line(str(folder))}: no such folder")
        take_calendars(folder / "calendars", drafts=True)
        return read_terms(folder)
    except InvalidCatalogue as error:
        read = folder or settings_folder
        raise StopCommand(say_what_is_invalid(error, read) if read else str(error)) from None


def _question(arguments: argparse.Namespace, terms: TermsCatalogue) -> WhatIfQuestion:
    if arguments.last < arguments.first:
        raise StopCommand("--to is before --from")
    # Before the terms: a version that is only thought of may name this very calendar.
    calendar = _calendar(arguments.calendar) if arguments.calendar else None
    other = Supposition(
        plan=arguments.plan,
        terms=_terms(arguments.terms, terms) if arguments.terms else None,
        targets=_targets(arguments.target),
        calendar=None if calendar is None else _ref(calendar),
    )
    if other.is_empty:
        raise StopCommand("say what is to be different: --plan, --terms, --target or --calendar")
    zone = arguments.zone or vendors_zone(terms)
    period = Period(
        since=start_of_day(arguments.first, zone),
        before=start_of_day(arguments.last + timedelta(days=1), zone),
        customer_id=arguments.customer,
    )
    return WhatIfQuestion(period=period, other=other, shown=arguments.shown)


def _targets(given: Sequence[tuple[Priority, str]]) -> dict[Priority, str]:
    targets = dict(given)
    if len(targets) < len(given):
        raise StopCommand("--target is given twice for one priority")
    return targets


def _terms(wanted: str, known: TermsCatalogue) -> Terms:
    if file := _file(wanted):
        return _read_from(file, read_one_version)
    try:
        return known.version(wanted)
    except UnknownTerms:
        raise StopCommand(_neither(wanted, "version of the terms")) from None


def _calendar(wanted: str) -> Calendar:
    if file := _file(wanted):
        return _read_from(file, take_calendar)
    try:
        if versioned := _VERSION.fullmatch(wanted):
            return load_calendar(versioned["calendar_id"], int(versioned["version"]))
        return latest_calendar(wanted)
    except UnknownCalendar:
        raise StopCommand(_neither(wanted, "calendar that is known here")) from None


def _file(wanted: str) -> Path | None:
    """Return the file of that name; None: it is the name of something else."""
    file = Path(wanted)
    if _is_there(file.is_file):
        return file
    if file.suffix == ".toml":
        raise StopCommand(f"{one_line(wanted)}: no such file")
    return None


def _neither(wanted: str, what: str) -> str:
    if _is_there(Path(wanted).is_dir):
        return f"{one_line(wanted)}: a folder, not a file"
    return f"'{one_line(wanted)}' is no {what}, and no file"


def _is_there(look: Callable[[], bool]) -> bool:
    try:
        return look()
    except OSError:
        # Such as a name that is longer than any file system takes.
        return False


def _read_from(file: Path, read: Callable[[Path], Read]) -> Read:
    try:
        return read(file)
    except InvalidCatalogue as error:
        own = error.file == file.name
        raise StopCommand(say_where(error, file) if own else str(error)) from None


def _ref(calendar: Calendar) -> CalendarRef:
    return CalendarRef(
        calendar_id=calendar.calendar_id, version=calendar.version, zone=calendar.zone_name
    )


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is no day, as in 2026-03-01") from None
    if not 1971 <= day.year <= 2190:
        raise argparse.ArgumentTypeError(f"'{text}' is not in the years 1971 to 2190")
    return day


def _zone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (LookupError, ValueError, OSError):
        raise argparse.ArgumentTypeError(f"no time zone '{text}'") from None


def _target(text: str) -> tuple[Priority, str]:
    written = _TARGET.fullmatch(text)
    named = [one for one in PRIORITIES if written and one == written["priority"]]
    if written is None or not named:
        raise argparse.ArgumentTypeError(f"'{text}' is no target, as in P1=30min")
    return named[0], written["length"]


def _shown(text: str) -> int:
    if not text.isdecimal() or int(text) > _MOST_SHOWN:
        raise argparse.ArgumentTypeError(f"'{text}' is no whole number up to {_MOST_SHOWN}")
    return int(text)


WHAT_IF: Final = ServiceCommand(add_to=_describe, run=_run)
