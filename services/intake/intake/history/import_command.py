"""Runs an import of history: reads a log, reports its mistakes, and imports it or says what it
would make.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from events.catalogue.terms import Plan
from events.errors import HistoryRefused
from events.operations.terminal import StopCommand, progress_bar
from events.store.postgres_store import PostgresStore
from intake.adapters.terms_library import TermsLibrary
from intake.domain.errors import IntakeRefusal
from intake.history.collect_incidents import Log, NotALog, Passed
from intake.history.import_history import HistoryImport
from intake.history.incidents import BadRow, Incident
from intake.history.plan_history import HistoryPlan, first_too_early, plan_history
from intake.history.read_any_log import ImportOptions, read_any_log, source_of
from intake.history.rehearse_import import rehearse
from intake.history.report_import import bad_lines, dry_run_lines, report_lines
from intake.history.stored_history import NOTHING_STORED, StoredHistory, read_stored

ANOTHER = (
    "the store holds a part of another import: go on with that one by its own command, or end it"
    " with `python -m intake end-import --keep` or `--discard`"
)
OTHER_THINGS = "the store holds other things than history: import into an empty one"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A log that was read and decided as a whole, as if for an empty store.

    `source` names it and the options it is read with; `bad_rows` were skipped, and what was
    `passed` over is neither taken nor bad.
    """

    options: ImportOptions
    source: str
    plan: HistoryPlan
    bad_rows: int
    passed: Mapping[Passed, int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The file's name."""
        return self.options.file.name


def prepare(options: ImportOptions, library: TermsLibrary, now: datetime) -> Prepared:
    """Read, check and rehearse the whole log; nothing is written.

    No row may be later than `now`. Raises StopCommand.
    """
    plan, log = _taken(options, library, now)
    _stop_unless_skipping(options, log.bad)
    return Prepared(
        options=options,
        source=source_of(options),
        plan=plan,
        bad_rows=len(log.bad),
        passed=log.passed,
    )


def dry_run(options: ImportOptions, library: TermsLibrary, now: datetime) -> tuple[str, bool]:
    """Return what an import of the log would make, and whether it would go through.

    Nothing is written, and no store is asked. Raises StopCommand for what is no log at all.
    """
    plan, log = _taken(options, library, now)
    lines = dry_run_lines(plan, log, skipping=options.skip_bad)
    return "\n".join(lines), options.skip_bad or not log.bad


async def import_log(prepared: Prepared, store: PostgresStore, library: TermsLibrary) -> str:
    """Import the log; return what to print at the end. Raises StopCommand."""
    history = HistoryImport(store, library, prepared.source)
    # Only once the import has ended: shards go in parallel, so the last step may be recorded while
    # others are missing.
    if not await store.in_history() and (
        await history.is_done() or await history.was_done(prepared.plan)
    ):
        return (
            f"{prepared.name} was imported before: {prepared.plan.cases} cases. Nothing was added."
        )
    until = await _stored_until(prepared, store, history)
    if until is not None:
        prepared = await _for_later(prepared, store, library, until)
    plan = prepared.plan
    # `prepare` compared with the clock of this host, which may be ahead of the database's.
    if late := plan.first_after(await store.now()):
        raise StopCommand(
            f"{prepared.name}: line {late.line} lies in the future, by the database's clock"
        )
    await _take_in(history, store, plan)
    events = await count_events(store)
    return "\n".join(report_lines(plan, events, prepared.bad_rows, prepared.passed))


async def _stored_until(
    prepared: Prepared, store: PostgresStore, history: HistoryImport
) -> datetime | None:
    """Return the end of the log that this import adds to; None if it began on an empty store.

    Notes the beginning, unless this import goes on. Raises StopCommand if another one has to.
    """
    begun, end = await history.begun(), await store.end()
    if await store.in_history() and end is not None:
        # It goes on where it was killed, by the plan that it had then.
        if begun is not None:
            return begun.until
        if not await history.is_begun(prepared.plan):
            raise StopCommand(ANOTHER)
        return None
    if not await store.holds_only_history():
        raise StopCommand(OTHER_THINGS)
    return end


async def _for_later(
    prepared: Prepared, store: PostgresStore, library: TermsLibrary, until: datetime
) -> Prepared:
    """Return the log as it is added to what the store held at that instant. Raises StopCommand."""
    options, incidents = prepared.options, prepared.plan.incidents
    stored = await read_stored(store, incidents, until)
    if early := first_too_early(incidents, stored):
        raise StopCommand(
            f"{prepared.name}: line {early.line} is of {early.at.isoformat()}, or opens its case"
            f" before; the store's log ends at {until.isoformat()}, and a later file goes after"
            " that: import both files together into an empty store"
        )
    plan = _planned(incidents, zone_of(options.zone), options.plan, stored)
    refused = _rehearsed(plan, library)
    _stop_unless_skipping(options, [row for _, row in refused])
    if refused:
        left_out = {number for number, _ in refused}
        taken = [it for it in incidents if it.number not in left_out]
        plan = _planned(taken, zone_of(options.zone), options.plan, stored)
    return replace(prepared, plan=plan, bad_rows=prepared.bad_rows + len(refused))


def _taken(options: ImportOptions, library: TermsLibrary, now: datetime) -> tuple[HistoryPlan, Log]:
    """Return the plan for the incidents that can be taken, and the log with the rows that spoil the
    others."""
    zone = zone_of(options.zone)
    log = _log(options, zone, now)
    if log.bad and not log.incidents:
        raise StopCommand("\n".join(bad_lines(options.file.name, log.bad)))
    plan = _planned(log.incidents, zone, options.plan)
    refused = _rehearsed(plan, library)
    if refused:
        left_out = {number for number, _ in refused}
        plan = _planned(
            [it for it in log.incidents if it.number not in left_out], zone, options.plan
        )
    return plan, replace(log, bad=(*log.bad, *(row for _, row in refused)))


def zone_of(name: str | None) -> ZoneInfo:
    """Return the zone with that IANA name, UTC without one. Raises StopCommand."""
    try:
        return ZoneInfo(name or "UTC")
    except (KeyError, ValueError, OSError):
        raise StopCommand(f"no time zone '{name}'") from None


async def count_events(store: PostgresStore) -> int:
    """Return how many events the store holds: the shards' sequences have no gaps."""
    return sum(head.seq for head in await store.heads())


async def _take_in(history: HistoryImport, store: PostgresStore, plan: HistoryPlan) -> None:
    try:
        goes_on = await store.in_history()
        if await history.begun() is None:
            await history.begin(plan.stored.until)
        await store.begin_history()
        # Intake may have been started meanwhile and have promised time that the plan would fill;
        # from here on it promises none.
        if not goes_on and await store.end() != plan.stored.until:
            await store.end_history()
            raise StopCommand("intake was serving on this store meanwhile: stop it, and try again")
        with progress_bar("importing", len(plan.customers) + len(plan.steps)) as advance:
            await history.run(plan, advance)
        await history.end()
        # Not in a `finally`: an import that was stopped stays one, so that it can be continued or
        # ended.
        await store.end_history()
    except HistoryRefused:
        raise StopCommand(OTHER_THINGS) from None


def _rehearsed(plan: HistoryPlan, library: TermsLibrary) -> Sequence[tuple[str, BadRow]]:
    try:
        return rehearse(plan, library)
    except IntakeRefusal as refusal:
        raise StopCommand(f"the log's customers cannot be made: {refusal.detail}") from None


def _stop_unless_skipping(options: ImportOptions, bad: Sequence[BadRow]) -> None:
    if bad and not options.skip_bad:
        raise StopCommand("\n".join(bad_lines(options.file.name, bad)))


def _log(options: ImportOptions, zone: ZoneInfo, now: datetime) -> Log:
    try:
        return read_any_log(options, zone, now)
    except (NotALog, OSError) as problem:
        raise StopCommand(
            f"{getattr(problem, 'filename', None) or options.file}:"
            f" {getattr(problem, 'strerror', None) or problem}"
        ) from None


def _planned(
    incidents: Sequence[Incident],
    zone: ZoneInfo,
    plan: Plan | None,
    stored: StoredHistory = NOTHING_STORED,
) -> HistoryPlan:
    try:
        return plan_history(incidents, zone, plan, stored)
    except ValueError as problem:
        raise StopCommand(str(problem)) from None
