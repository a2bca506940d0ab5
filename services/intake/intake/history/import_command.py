"""`import-servicenow`: reads a log, says what is wrong with it, and takes it in with a progress bar."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from careplans.vocabulary import PLANS, PRIORITIES
from events.catalogue.terms import Plan
from events.errors import HistoryRefused
from events.store.postgres_store import PostgresStore
from intake.adapters.plan_books import PlanBooks
from intake.domain.errors import IntakeRefusal
from intake.history.import_history import HistoryImport
from intake.history.incidents import BadRow, Incident
from intake.history.plan_history import HistoryPlan, plan_history
from intake.history.read_servicenow import Log, NotALog, read_log

SHOWN = 20
BAD_INPUT = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What was asked on the command line."""

    file: Path
    zone: str
    plan: Plan | None = None
    skip_bad: bool = False


class Stop(Exception):
    """Bad input: its message goes to stderr, a line each, and the exit code is 2. Nothing was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A log that was read as a whole: `source` names it and how it is taken; `bad_rows` were skipped."""

    name: str
    source: str
    plan: HistoryPlan
    bad_rows: int


def prepare(wish: Wish) -> Prepared:
    """Read and check all of the log; nothing is written. Raises Stop."""
    zone = zone_of(wish.zone)
    log = _log(wish, zone)
    plan = _planned(log.incidents, zone, wish.plan)
    return Prepared(name=wish.file.name, source=_source(wish), plan=plan, bad_rows=len(log.bad))


async def import_log(prepared: Prepared, store: PostgresStore, books: PlanBooks) -> str:
    """Take in the log; what to tell at the end. Raises Stop."""
    plan, history = prepared.plan, HistoryImport(store, books, prepared.source)
    if not await store.in_history() and await history.is_done(plan):
        return f"{prepared.name} was imported before: {plan.cases} cases. Nothing was added."
    await _take_in(history, store, plan)
    return _told(prepared, await count_events(store))


def zone_of(name: str) -> ZoneInfo:
    """The zone of that IANA name. Raises Stop."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise Stop(f"no time zone '{name}'") from None


async def count_events(store: PostgresStore) -> int:
    """How many events the store holds: the shards' sequences have no gaps."""
    total = 0
    for shard in range(store.shards):
        seq = 1
        while found := await store.read_shard(shard, seq, 5000):
            seq = found[-1].seq + 1
        total += seq - 1
    return total


async def _take_in(history: HistoryImport, store: PostgresStore, plan: HistoryPlan) -> None:
    try:
        await store.begin_history()
        with _progress() as progress:
            task = progress.add_task("importing", total=len(plan.customers) + len(plan.steps))
            await history.run(plan, lambda count: progress.advance(task, count))
        await store.end_history()
    except HistoryRefused:
        raise Stop("the store holds other things: import into an empty one") from None
    except (IntakeRefusal, ExceptionGroup) as problem:
        if (refusal := _refusal(problem)) is None:
            raise
        raise Stop(f"the store holds another import, or its rules refuse this one: {refusal}") from None


def _refusal(problem: Exception) -> IntakeRefusal | None:
    """The refusal that an error is, or that is the first in a group."""
    if isinstance(problem, IntakeRefusal):
        return problem
    inner = problem.exceptions if isinstance(problem, ExceptionGroup) else ()
    return next((found for error in inner if (found := _refusal(error))), None)


def _log(wish: Wish, zone: ZoneInfo) -> Log:
    try:
        log = read_log(wish.file, zone)
    except (NotALog, OSError) as problem:
        raise Stop(f"{wish.file}: {getattr(problem, 'strerror', None) or problem}") from None
    if log.bad and not wish.skip_bad:
        raise Stop("\n".join(_named(wish.file, log.bad)))
    return log


def _named(file: Path, bad: Sequence[BadRow]) -> list[str]:
    lines = [f"{file.name}: {row}" for row in bad[:SHOWN]]
    more = len(bad) - SHOWN
    return [*lines, f"... and {more} more"] if more > 0 else lines


def _planned(incidents: Sequence[Incident], zone: ZoneInfo, plan: Plan | None) -> HistoryPlan:
    try:
        return plan_history(incidents, zone, plan)
    except ValueError as problem:
        raise Stop(str(problem)) from None


def _source(wish: Wish) -> str:
    """Names the log and how it is taken: the same again is the same import."""
    content = sha256(wish.file.read_bytes()).hexdigest()
    return f"servicenow/{content}/{wish.zone}/{wish.plan}/{wish.skip_bad}"


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True))


def _told(prepared: Prepared, events: int) -> str:
    plan = prepared.plan
    counts = plan.counts()
    lines = [f"{plan.cases} cases of {len(plan.customers)} customers, {events} events"]
    for name in PLANS:
        by_priority = "  ".join(f"{priority} {counts.get((name, priority), 0):>4}" for priority in PRIORITIES)
        customers = sum(customer.plan == name for customer in plan.customers)
        lines.append(f"{name:<9} {customers:>4} customers  {by_priority}")
    if prepared.bad_rows:
        lines.append(f"{prepared.bad_rows} bad rows were skipped, with the rest of their incidents")
    return "\n".join(lines)
