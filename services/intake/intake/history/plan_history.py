"""Plans an import before anything is written: its customers, and every step in order of time."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from careplans.local_days import start_of_day
from events.catalogue.terms import Plan
from intake.history.distinct_ids import (
    caller_of,
    check_names,
    check_stored,
    customer_id_of,
    location_of,
    user_id_of,
)
from intake.history.incidents import AuditRow, Incident
from intake.history.retell_incident import Command, retell
from intake.history.stored_history import NOTHING_STORED, StoredHistory

_NAMES = UUID("4c8f2f83-0d1c-5f0c-9b53-0a8f5f0f3c2e")
_SPREAD: tuple[Plan, ...] = ("platinum", "gold", "silver")
# Before the first incident, too: customers are recorded at the term's start, ahead of every step.
_MARGIN = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCustomer:
    """A customer of the log: one location.

    `callers` are (user id, name), all of them authorized contacts. `last_opening`: when its last
    case of the log was opened.
    """

    customer_id: str
    name: str
    plan: Plan
    callers: tuple[tuple[str, str], ...]
    last_opening: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one row of an incident means, recorded together `at` one time; row 0 is the opening."""

    at: datetime
    incident: Incident
    row_number: int
    commands: tuple[Command, ...]

    @property
    def row(self) -> AuditRow:
        """The row that it comes from; an opening comes from the first."""
        return self.incident.rows[max(self.row_number, 1) - 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryPlan:
    """Everything that an import will do.

    Both days of the term are included. Customers are recorded first, at `starts_at`, steps at their
    own time. `stored`: what the store held of it before.
    """

    customers: tuple[PastCustomer, ...]
    steps: tuple[Step, ...]
    term: tuple[date, date]
    starts_at: datetime
    incidents: tuple[Incident, ...]
    stored: StoredHistory = NOTHING_STORED

    @property
    def cases(self) -> int:
        """The number of cases that the import opens."""
        return sum(self.stored.case_of(it) is None for it in self.incidents)

    @property
    def continued(self) -> int:
        """The number of cases that an earlier import opened, and this one goes on with."""
        return len(self.incidents) - self.cases

    def first_after(self, instant: datetime) -> AuditRow | None:
        """Return the row of the first step later than the instant, if there is one."""
        return next((step.row for step in self.steps if step.at > instant), None)

    def counts(self) -> Mapping[tuple[Plan, str], int]:
        """Return the number of cases by plan and by the priority that they were opened with."""
        plans = {customer.customer_id: customer.plan for customer in self.customers}
        opened = (step.incident for step in self.steps if step.row_number == 0)
        return Counter((plans[customer_id_of(it)], it.rows[0].priority) for it in opened)


def plan_history(
    incidents: Sequence[Incident],
    zone: ZoneInfo,
    plan: Plan | None,
    stored: StoredHistory = NOTHING_STORED,
) -> HistoryPlan:
    """Return the plan for these incidents: the same plan for the same log and the same store.

    Raises ValueError if there are none, or if two names would become one.
    """
    if not incidents:
        raise ValueError("the log holds no incident")
    # A case that is there keeps its customer, so that only new ones need theirs.
    opened = [it for it in incidents if stored.case_of(it) is None]
    check_names(opened)
    check_stored(opened, stored.customers)
    term, steps = _term(incidents, zone), _steps(incidents, stored)
    return HistoryPlan(
        customers=tuple(_customers(opened, plan, stored)),
        steps=tuple(steps),
        term=term,
        starts_at=_starts_at(term, steps, zone, stored),
        incidents=tuple(incidents),
        stored=stored,
    )


def first_too_early(incidents: Iterable[Incident], stored: StoredHistory) -> AuditRow | None:
    """Return the first row by line that is not later than what is stored.

    It counts as too early as well if it would open its incident then.
    """
    if stored.until is None:
        return None
    early = [row for it in incidents for row in it.rows if row.at <= stored.until]
    early += [
        it.rows[0]
        for it in incidents
        if stored.case_of(it) is None and it.opened_at <= stored.until
    ]
    return min(early, key=lambda row: row.line, default=None)


def _starts_at(
    term: tuple[date, date], steps: Sequence[Step], zone: ZoneInfo, stored: StoredHistory
) -> datetime:
    """Return when the customers are recorded: ahead of every step, and after what is stored."""
    if stored.until is not None and steps:
        return steps[0].at
    return start_of_day(term[0], zone)


def command_id(source: str, what: str) -> UUID:
    """Return the id by which a second run of the import of `source` knows a step."""
    return uuid5(_NAMES, f"{source}/{what}")


def _customers(
    incidents: Sequence[Incident], plan: Plan | None, stored: StoredHistory
) -> Iterable[PastCustomer]:
    """Yield customers by size, largest first, so that each plan gets large and small ones."""
    sizes = Counter(customer_id_of(incident) for incident in incidents)
    names = {customer_id_of(it): location_of(it) for it in incidents}
    last = {
        customer_id_of(it): it.opened_at for it in sorted(incidents, key=lambda it: it.opened_at)
    }
    callers = _callers(incidents)
    for rank, customer_id in enumerate(sorted(sizes, key=lambda it: (-sizes[it], it))):
        known = stored.customers.get(customer_id)
        yield PastCustomer(
            customer_id=customer_id,
            name=names[customer_id],
            # A customer that is there keeps its plan: the log says nothing of another one.
            plan=known.last_term.plan if known else plan or _SPREAD[rank % len(_SPREAD)],
            callers=tuple(sorted(callers[customer_id].items())),
            last_opening=last[customer_id],
        )


def _callers(incidents: Iterable[Incident]) -> dict[str, dict[str, str]]:
    callers: dict[str, dict[str, str]] = {}
    for incident in incidents:
        name = caller_of(incident)
        callers.setdefault(customer_id_of(incident), {})[user_id_of(incident)] = name
    return callers


def _steps(incidents: Iterable[Incident], stored: StoredHistory) -> list[Step]:
    steps = [step for incident in incidents for step in _steps_of(incident, stored)]
    # The sort is stable: rows of an incident that have one time stay in their order.
    return sorted(steps, key=lambda step: step.at)


def _steps_of(incident: Incident, stored: StoredHistory) -> Iterable[Step]:
    timed_commands = retell(incident, stored.case_of(incident))
    for row_number, group in groupby(timed_commands, key=lambda timed: timed.row_number):
        timed = tuple(group)
        yield Step(
            at=timed[0].at,
            incident=incident,
            row_number=row_number,
            commands=tuple(it.command for it in timed),
        )


def _term(incidents: Iterable[Incident], zone: ZoneInfo) -> tuple[date, date]:
    """Return whole years from the first of a month, with a month to spare on both sides."""
    instants = [row.at for incident in incidents for row in incident.rows] + [
        it.opened_at for it in incidents
    ]
    starts_on = (min(instants).astimezone(zone).date() - _MARGIN).replace(day=1)
    last = max(instants).astimezone(zone).date() + _MARGIN
    # One term over all of it: a case of the log is never refused for a lapsed plan.
    years = last.year - starts_on.year + 1
    return starts_on, starts_on.replace(year=starts_on.year + years) - timedelta(days=1)
