"""The command `follow-calendars`: open deadlines take the newest version of their calendar."""

import argparse
import asyncio
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from careplans.calendars import Calendar, latest_calendar
from careplans.errors import BeyondCalendar, InvalidCatalogue, UnknownCalendar
from careplans.say_what_is_invalid import say_what_is_invalid
from careplans.vendors_folder import read_vendors_folder
from events.catalogue.registry import CATALOGUE
from events.catalogue.terms import CalendarRef
from events.catalogue.topics import TOPICS
from events.clock import Clock
from events.errors import EventsError
from events.operations.terminal import StopCommand
from events.store.connection import Pool, in_schema, make_pool
from events.store.postgres_store import PostgresStore, StoreOptions
from events.store.statements_for_services import COUNT_SHARDS
from events.store.store_time import store_time
from sla_clock.adapters.following_rows import FollowingRows
from sla_clock.commands.follow_calendars import CalendarFollower, Moved
from sla_clock.settings import SCHEMA, FollowSettings
from webapi.load_settings import load
from webapi.service_skeleton import Parsers, ServiceCommand, add_database_url
from webapi.serving import tune_collector

_CONNECTIONS = 4


async def follow_calendars(
    settings: FollowSettings, *, dry_run: bool, clock: Clock | None = None
) -> Sequence[str]:
    """Let all open deadlines follow; return what to print. Raises StopCommand.

    With `dry_run` nothing is written, and each deadline has a line. `clock` moves the store's time
    in tests.
    """
    _read(settings.terms_folder)
    pool = await make_pool(
        settings.database_url, size=_CONNECTIONS, application_name="sla-clock-follow-calendars"
    )
    try:
        shards: int = await pool.fetchval(in_schema(COUNT_SHARDS, SCHEMA))
        options = StoreOptions(catalogue=CATALOGUE, time=store_time(clock))
        store = PostgresStore(pool, SCHEMA, "sla-clock", shards, options=options)
        follower = CalendarFollower(pool, store, settings.topic_prefix + TOPICS["intake"])
        try:
            return await _follow_all(pool, follower, dry_run=dry_run)
        finally:
            await store.close()
    finally:
        await pool.close()


def _read(folder: Path | None) -> None:
    try:
        read_vendors_folder(folder)
    except InvalidCatalogue as error:
        raise StopCommand(say_what_is_invalid(error, folder) if folder else str(error)) from None


async def _follow_all(pool: Pool, follower: CalendarFollower, *, dry_run: bool) -> Sequence[str]:
    lines = list[str]()
    for calendar_id in await FollowingRows(SCHEMA).calendars(pool):
        calendar = _newest(calendar_id)
        ref = CalendarRef(
            calendar_id=calendar_id, version=calendar.version, zone=calendar.zone_name
        )
        try:
            outcome = await (follower.would_follow(ref) if dry_run else follower.follow(ref))
        except (BeyondCalendar, UnknownCalendar) as problem:
            raise StopCommand(str(problem)) from None
        moved = outcome.moved
        lines += [_line(one, calendar) for one in sorted(moved, key=_soonest)] if dry_run else []
        lines += [*_zones(calendar, moved), _summary(calendar, moved, dry_run=dry_run)]
        lines += _waiting(outcome.waiting)
    return lines or ["no open deadline follows a calendar"]


def _newest(calendar_id: str) -> Calendar:
    try:
        return latest_calendar(calendar_id)
    except UnknownCalendar:
        raise StopCommand(
            f"open deadlines follow the calendar '{calendar_id}', which is not known here: name its"
            " folder (--folder or TOCSIN_TERMS_FOLDER)"
        ) from None


def _soonest(moved: Moved) -> tuple[bool, datetime, str, str]:
    """By the new due time; what stands comes last."""
    due_at = moved.followed.due_at
    return due_at is None, due_at or moved.followed.at, moved.number, moved.goal


def _zones(calendar: Calendar, moved: Sequence[Moved]) -> Iterable[str]:
    """Warn where the earlier versions were of another zone: all their hours lie elsewhere."""
    before = Counter(one.followed.before.zone for one in moved)
    del before[calendar.zone_name]
    for zone, deadlines in sorted(before.items()):
        yield (
            f"warning: {deadlines} of them counted in the zone {zone}; version {calendar.version}"
            f" of {calendar.calendar_id} is in {calendar.zone_name}"
        )


def _waiting(deadlines: int) -> Iterable[str]:
    if deadlines:
        yield (
            f"{deadlines} more wait for a warning that the clock has not given yet: once it is up"
            " to date (and its dead letters are dealt with), run this again"
        )


def _line(moved: Moved, calendar: Calendar) -> str:
    old, new = (
        "stands" if at is None else at.astimezone(calendar.zone).isoformat()
        for at in (moved.followed.old_due_at, moved.followed.due_at)
    )
    left = "  (what was left, from now)" if moved.followed.rest else ""
    return f"{moved.number} {moved.goal}  {old}  {new}{left}"


def _summary(calendar: Calendar, moved: Sequence[Moved], *, dry_run: bool) -> str:
    dues = [(one.followed.old_due_at, one.followed.due_at) for one in moved]
    earlier = sum(1 for old, new in dues if old and new and new < old)
    later = sum(1 for old, new in dues if old and new and new > old)
    rest = sum(1 for one in moved if one.followed.rest)
    verb = "would follow" if dry_run else "follow"
    return (
        f"{calendar.calendar_id} version {calendar.version}: {len(moved)} open deadlines {verb} it;"
        f" due earlier {earlier}, later {later}; what was left counts from now {rest}"
    )


def _describe(commands: Parsers, name: str) -> None:
    parser = commands.add_parser(
        name, help="let open deadlines take the newest version of the calendar that they follow"
    )
    parser.add_argument("--dry-run", action="store_true", help="show what would move, and stop")
    parser.add_argument("--folder", type=Path, help="instead of TOCSIN_TERMS_FOLDER")
    add_database_url(parser)


def _run(arguments: argparse.Namespace) -> int:
    settings = load(FollowSettings)
    if arguments.folder is not None:
        if not arguments.folder.is_dir():
            raise StopCommand(f"{arguments.folder}: no such folder")
        settings = settings.model_copy(update={"terms_folder": arguments.folder})
    tune_collector()
    try:
        lines = asyncio.run(follow_calendars(settings, dry_run=arguments.dry_run))
    except EventsError as problem:
        raise StopCommand(str(problem)) from None
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 0


FOLLOW_CALENDARS: Final = ServiceCommand(add_to=_describe, run=_run)
