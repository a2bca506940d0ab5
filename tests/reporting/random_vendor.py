"""A seeded vendor's year: customers, cases and pages at random, as a log."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from events.catalogue import case_events as case
from events.catalogue.terms import Plan, Priority
from tests.reporting.event_log import HOUR, SOURCES, EventLog

PLANS: tuple[Plan, ...] = ("silver", "gold", "platinum")
SUBJECTS = (
    "Shipping labels print twice",
    "Cannot receive against a blanket order",
    "EDI 856 rejected by a trading partner",
    "Scanner loses its session",
    "Month-end close is stuck",
    "Heat lot is missing from the certificate",
    "Slow lookup of part revisions",
    "Production stands: nobody can log a job",
)
TARGET_HOURS: dict[Priority, int] = {"P1": 1, "P2": 12, "P3": 24, "P4": 48}


def tell_a_year(
    seed: int,
    start: datetime,
    *,
    customers: int = 3,
    cases: int = 60,
    days: int = 270,
    missed: float = 0.15,
) -> EventLog:
    """A log of so many cases, in order of time within each case; customers are c0, c1, ..."""
    chance, log = Random(seed), EventLog()
    for number in range(customers):
        log.registers(f"c{number}", start, name=f"Customer {number}", plan=PLANS[number % 3])
    for number in range(cases):
        customer = chance.randrange(customers)
        opened_at = start + timedelta(minutes=chance.randrange(days * 1440))
        priority: Priority = chance.choices(("P1", "P2", "P3", "P4"), (1, 3, 8, 3))[0]
        case = _Case(
            f"{number:05}", f"c{customer}", PLANS[customer % 3], priority, opened_at, missed
        )
        _tell_a_case(log, chance, case)
    log.events.sort(key=lambda event: event.recorded_at)
    return renumbered(log)


def renumbered(log: EventLog) -> EventLog:
    """The same events, told again in the order they now stand in, so that their numbers grow with
    time.
    """
    again = EventLog(imported=log.imported)
    for event in log.events:
        again.tell(SOURCES[event.source], event.stream, event.key, event.data, event.recorded_at)
    return again


@dataclass(frozen=True)
class _Case:
    """One case that is about to be told."""

    case_id: str
    customer_id: str
    plan: Plan
    priority: Priority
    opened_at: datetime
    missed: float

    @property
    def due_at(self) -> datetime:
        return self.opened_at + HOUR * TARGET_HOURS[self.priority]


def _tell_a_case(log: EventLog, chance: Random, case: _Case) -> None:
    log.opens(
        case.case_id,
        case.opened_at,
        customer_id=case.customer_id,
        priority=case.priority,
        plan=case.plan,
        subject=chance.choice(SUBJECTS),
        due_after=case.due_at - case.opened_at,
    )
    answered_at = _first_response(log, chance, case)
    if case.priority == "P1":
        quick = timedelta(seconds=chance.randrange(20, 900)) if chance.random() < 0.9 else None
        page_id = f"p{case.case_id}"
        log.pages(
            page_id,
            case.case_id,
            case.opened_at,
            customer_id=case.customer_id,
            acknowledged_after=quick,
        )
    if answered_at is not None:
        _course(log, chance, case.case_id, answered_at)


def _first_response(log: EventLog, chance: Random, case: _Case) -> datetime | None:
    draw, length = chance.random(), case.due_at - case.opened_at
    if draw < 0.03:
        log.excludes(case.case_id, case.opened_at + length * 0.3)
        return None
    if draw > 1 - case.missed:
        return _missed(log, chance, case)
    answered_at = case.opened_at + length * chance.uniform(0.02, 0.98)
    paused_s = chance.choice((0, 0, 0, 0, 0, 5400))
    excused_s = 900 if case.priority == "P1" and paused_s else 0
    log.meets(case.case_id, answered_at, case.due_at, paused_s=paused_s, excused_s=excused_s)
    return answered_at


def _missed(log: EventLog, chance: Random, case: _Case) -> datetime | None:
    log.breaches(
        case.case_id,
        case.due_at,
        customer_id=case.customer_id,
        priority=case.priority,
        plan=case.plan,
    )
    if chance.random() < 0.15:
        return None
    answered_at = case.due_at + timedelta(minutes=int(chance.lognormvariate(5, 1.5)) + 1)
    log.answers_late(case.case_id, answered_at, case.due_at)
    return answered_at


def _course(log: EventLog, chance: Random, case_id: str, at: datetime) -> None:
    at += timedelta(hours=chance.randrange(1, 48))
    if chance.random() < 0.4:
        text = case.MessageText(text="SECRET MESSAGE")
        log.about_case(
            case_id, case.InformationRequested(case_id=case_id, requested_at=at, personal=text), at
        )
        if chance.random() < 0.2:
            return
        at += timedelta(hours=chance.randrange(1, 72))
        log.about_case(case_id, case.InformationProvided(case_id=case_id, provided_at=at), at)
    if chance.random() < 0.1:
        return
    at += timedelta(hours=chance.randrange(1, 200))
    log.resolves(case_id, at)
    if chance.random() < 0.1:
        at += HOUR
        log.about_case(
            case_id,
            case.CaseReopened(
                case_id=case_id, reopened_at=at, personal=case.MessageText(text="again")
            ),
            at,
        )
        at += timedelta(hours=30)
        log.resolves(case_id, at)
    if chance.random() < 0.9:
        log.closes(case_id, at + timedelta(days=5))
