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
from intake.history.distinct_ids import check_names, customer_id_of, user_id_of
from intake.history.incidents import AuditRow, Incident
from intake.history.retell_incident import Command, retell

_NAMES = UUID("4c8f2f83-0d1c-5f0c-9b53-0a8f5f0f3c2e")
_SPREAD: tuple[Plan, ...] = ("platinum", "gold", "silver")
# Before the first incident, too: customers are recorded at the term's start, ahead of every step.
_MARGIN = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCustomer:
    """A customer of the log: one location.

    `callers` are (user id, name), all of them authorized contacts.
    """

    customer_id: str
    name: str
    plan: Plan
    callers: tuple[tuple[str, str], ...]


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

    Both days of the term are included; customers are recorded at its start, steps at their own
    time.
    """

    customers: tuple[PastCustomer, ...]
    steps: tuple[Step, ...]
    term: tuple[date, date]
    starts_at: datetime
    incidents: tuple[Incident, ...]

    @property
    def cases(self) -> int:
        """The number of cases that the import opens."""
        return len(self.incidents)

    def first_after(self, instant: datetime) -> AuditRow | None:
        """Return the row of the first step later than the instant, if there is one."""
        return next((step.row for step in self.steps if step.at > instant), None)

    def counts(self) -> Mapping[tuple[Plan, str], int]:
        """Return the number of cases by plan and by the priority that they were opened with."""
        plans = {customer.customer_id: customer.plan for customer in self.customers}
        opened = (step.incident for step in self.steps if step.row_number == 0)
        return Counter((plans[customer_id_of(it)], it.rows[0].priority) for it in opened)


def plan_history(incidents: Sequence[Incident], zone: ZoneInfo, plan: Plan | None) -> HistoryPlan:
    """Return the plan for these incidents: the same plan for the same log.

    Raises ValueError if there are none, or if two names would become one.
    """
    if not incidents:
        raise ValueError("the log holds no incident")
    check_names(incidents)
    term = _term(incidents, zone)
    return HistoryPlan(
        customers=tuple(_customers(incidents, plan)),
        steps=tuple(_steps(incidents)),
        term=term,
        starts_at=start_of_day(term[0], zone),
        incidents=tuple(incidents),
    )


def case_id_of(incident: Incident) -> str:
    """Return the id of the case that the incident becomes: always the same."""
    return str(uuid5(_NAMES, f"servicenow/{incident.number}"))


def command_id(source: str, what: str) -> UUID:
    """Return the id by which a second run of the import of `source` knows a step."""
    return uuid5(_NAMES, f"{source}/{what}")


def _customers(incidents: Sequence[Incident], plan: Plan | None) -> Iterable[PastCustomer]:
    """Yield customers by size, largest first, so that each plan gets large and small ones."""
    sizes = Counter(customer_id_of(incident) for incident in incidents)
    names = {customer_id_of(it): it.location or "Unknown location" for it in incidents}
    callers = _callers(incidents)
    for rank, customer_id in enumerate(sorted(sizes, key=lambda it: (-sizes[it], it))):
        yield PastCustomer(
            customer_id=customer_id,
            name=names[customer_id],
            plan=plan or _SPREAD[rank % len(_SPREAD)],
            callers=tuple(sorted(callers[customer_id].items())),
        )


def _callers(incidents: Iterable[Incident]) -> dict[str, dict[str, str]]:
    callers: dict[str, dict[str, str]] = {}
    for incident in incidents:
        name = incident.caller or "Unknown caller"
        callers.setdefault(customer_id_of(incident), {})[user_id_of(incident)] = name
    return callers


def _steps(incidents: Iterable[Incident]) -> list[Step]:
    steps = [step for incident in incidents for step in _steps_of(incident)]
    # The sort is stable: rows of an incident that have one time stay in their order.
    return sorted(steps, key=lambda step: step.at)


def _steps_of(incident: Incident) -> Iterable[Step]:
    for row_number, group in groupby(retell(incident), key=lambda timed: timed.row_number):
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
