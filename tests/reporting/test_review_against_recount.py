"""A review's figures over a random year, against a recount that reads the log itself and no row."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from events.catalogue import case_events as case
from events.catalogue import deadline_events as deadline
from reporting.domain.period import read_period
from tests.reporting.conftest import ZONE, Reports
from tests.reporting.event_log import EventLog, utc
from tests.reporting.random_vendor import tell_a_year

VENDOR = tell_a_year(3, utc("2026-01-05 12:00"), customers=3, cases=150, missed=0.25)
CUSTOMER = "c1"


@dataclass
class Recount:
    """Counted from the events recorded by `until`, in the plainest way."""

    opened: set[str] = field(default_factory=set)
    closed: set[str] = field(default_factory=set)
    excluded: set[str] = field(default_factory=set)
    still_open: set[str] = field(default_factory=set)
    verdicts: Counter[str] = field(default_factory=Counter)
    late: list[float] = field(default_factory=list)


def recount(log: EventLog, start: datetime, end: datetime, until: datetime) -> Recount:
    """Go through the log once."""
    recounted, mine, missed = Recount(), set[str](), set[str]()
    for event in (event for event in log.events if event.recorded_at <= until):
        match event.data:
            case case.CaseOpened(customer_id=customer_id, case_id=case_id, opened_at=at):
                if customer_id == CUSTOMER and at < end:
                    mine.add(case_id)
                    recounted.still_open.add(case_id)
                    recounted.opened |= {case_id} if at >= start else set()
            case case.CaseClosed(case_id=case_id, closed_at=at) if case_id in mine and at < end:
                recounted.still_open.discard(case_id)
                recounted.closed |= {case_id} if at >= start else set()
            case case.CaseExcluded(case_id=case_id, excluded_at=at) if case_id in mine and at < end:
                recounted.still_open.discard(case_id)
                recounted.excluded |= {case_id} if at >= start else set()
            case deadline.DeadlineMet(case_id=case_id, met_at=at) if (
                case_id in mine and start <= at < end
            ):
                recounted.verdicts["met"] += 1
            case deadline.DeadlineBreached(case_id=case_id, due_at=at) if (
                case_id in mine and start <= at < end
            ):
                recounted.verdicts["missed"] += 1
                missed.add(case_id)
            case deadline.DeadlineCancelled(case_id=case_id, cancelled_at=at) if (
                case_id in mine and start <= at < end
            ):
                recounted.verdicts["excused"] += 1
            case deadline.DeadlineAnsweredLate(case_id=case_id, late_by_s=late_by_s) if (
                case_id in missed
            ):
                recounted.late.append(late_by_s)
            case _:
                pass
    return recounted


PERIODS = ("2026-Q1", "2026-Q2", "2026-Q3", "2026-04", "2026-09", "2026")
INSTANTS = (None, utc("2026-02-20 00:00"), utc("2026-05-11 09:30"), utc("2026-12-01 00:00"))


async def test_the_figures_are_those_of_the_recount(reports: Reports) -> None:
    await reports.take(VENDOR)
    reports.clock.move_to(utc("2026-12-02 00:00"))
    for period in PERIODS:
        for as_of in INSTANTS:
            await check_against_recount(reports, period, as_of)


async def check_against_recount(reports: Reports, period: str, as_of: datetime | None) -> None:
    """The figures of one review are those of a recount."""
    review = await reports.review(period, customer_id=CUSTOMER, as_of=as_of)
    bounds = read_period(period, ZONE)
    recounted = recount(VENDOR, bounds.start, bounds.end, as_of or utc("2030-01-01 00:00"))
    flow = review.summary
    assert (flow.opened, flow.closed, flow.excluded) == (
        len(recounted.opened),
        len(recounted.closed),
        len(recounted.excluded),
    )
    assert {line.case_id for line in review.open_cases} == recounted.still_open
    assert flow.open_at_end == len(recounted.still_open)
    targets = {
        "met": flow.targets.met,
        "missed": flow.targets.missed,
        "excused": flow.targets.excused,
    }
    assert targets == {name: recounted.verdicts[name] for name in targets}
    assert sorted(
        line.late_by_s for line in review.breaches if line.late_by_s is not None
    ) == sorted(recounted.late)


async def test_cases_that_were_open_came_and_went_to_those_that_are_open(reports: Reports) -> None:
    await reports.take(VENDOR)
    for period in PERIODS:
        review = await reports.review(period, customer_id=CUSTOMER)
        flow = review.summary
        assert review.open_at_start + flow.opened - flow.closed - flow.excluded == flow.open_at_end


async def test_parts_add_up_to_the_whole(reports: Reports) -> None:
    await reports.take(VENDOR)
    year = await reports.review("2026", customer_id=CUSTOMER)
    quarters = [
        await reports.review(f"2026-Q{number}", customer_id=CUSTOMER) for number in (1, 2, 3, 4)
    ]
    assert sum(quarter.summary.opened for quarter in quarters) == year.summary.opened
    assert (
        sum(quarter.summary.targets.missed for quarter in quarters) == year.summary.targets.missed
    )
    assert sum(line.targets.met for line in year.priorities) == year.summary.targets.met


async def test_what_is_recorded_later_changes_no_review_as_of_before(reports: Reports) -> None:
    cut = utc("2026-05-01 00:00")
    early = [event for event in VENDOR.events if event.recorded_at <= cut]
    later = [event for event in VENDOR.events if event.recorded_at > cut]
    await reports.take(EventLog(events=early))
    before = await reports.review("2026-Q2", customer_id=CUSTOMER, as_of=cut)
    await reports.take(EventLog(events=later))
    assert await reports.review("2026-Q2", customer_id=CUSTOMER, as_of=cut) == before
