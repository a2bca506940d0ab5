"""All incidents of a log, folded through the clock's own reactions, end with the verdicts that a
slow walk minute by minute finds.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import get_args

import pytest

from events.catalogue.case_events import (
    CaseOpened,
    CasePriorityChanged,
    CaseResponded,
    CaseText,
    InformationProvided,
    InformationRequested,
)
from events.catalogue.deadline_events import DeadlineBreached, DeadlineCancelled, DeadlineMet
from events.catalogue.terms import Plan, Priority, Promise
from events.event import Event, Recorded
from sla_clock.domain.fire_instants import Passed
from sla_clock.projections.tracked_deadline import Tracked, pass_time
from sla_clock.reactions.fold_batch import fold_batch
from tests.sla_clock.promises import FIRST_TERMS, TERMS, TEXT, first_responses, promise, record
from tests.support.incident_log import LogMaker
from tests.support.minute_oracle import OracleVerdict, Row, judge_log, plans_in_turn, read_log

PRIORITIES: Mapping[str, Priority] = {"1": "P1", "2": "P2", "3": "P3", "4": "P4"}
PROMISES: Mapping[tuple[str, str], Promise] = {
    (terms, plan): promise(plan, terms) for terms in (FIRST_TERMS, TERMS) for plan in get_args(Plan)
}
both_terms = pytest.mark.parametrize("terms", [FIRST_TERMS, TERMS])
END = datetime(2017, 12, 31, tzinfo=UTC)
Incidents = Mapping[str, tuple[datetime, Sequence[Row]]]


@pytest.mark.shared_data
@both_terms
def test_all_real_incidents_have_the_verdicts_of_the_oracle(
    real_incidents: Path, terms: str
) -> None:
    plans = plans_in_turn(iter(read_log(real_incidents)))
    verdicts = verdicts_of(read_log(real_incidents), plans, terms)
    assert len(verdicts) == 890
    assert verdicts == judge_log(real_incidents, plans, first_rules=terms == FIRST_TERMS)
    assert {verdict.verdict for verdict in verdicts.values()} == {"met", "breached"}


@both_terms
@pytest.mark.parametrize("seed", range(3))
def test_incidents_of_a_made_up_log_have_the_verdicts_of_the_oracle(
    tmp_path: Path, seed: int, terms: str
) -> None:
    log = tmp_path / "log.csv"
    log.write_text("\n".join(made_up_lines(Random(seed))))
    plans = plans_in_turn(iter(read_log(log)))
    judged = judge_log(log, plans, first_rules=terms == FIRST_TERMS)
    assert verdicts_of(read_log(log), plans, terms) == judged


@both_terms
@pytest.mark.parametrize("seed", [1, 2])
def test_incidents_of_a_log_like_the_real_one_have_the_verdicts_of_the_oracle(
    tmp_path: Path, seed: int, terms: str
) -> None:
    log = LogMaker(seed=seed, incidents=120, days=20).write(tmp_path / "log.csv")
    plans = plans_in_turn(iter(read_log(log)))
    judged = judge_log(log, plans, first_rules=terms == FIRST_TERMS)
    assert verdicts_of(read_log(log), plans, terms) == judged


def test_an_answer_in_the_very_minute_that_it_is_due_is_met(tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text("\n".join([HEADER, line("I1", "New", 0, "1"), line("I1", "Active", 60, "1")]))
    (judged,) = judge_log(log, {"I1": "gold"}).values()
    assert (judged.verdict, judged.due_at) == ("met", judged.answered_at)
    assert verdicts_of(read_log(log), {"I1": "gold"}) == {"I1": judged}


def test_an_answer_a_minute_after_it_is_due_is_late(tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text("\n".join([HEADER, line("I1", "New", 0, "1"), line("I1", "Active", 61, "1")]))
    (judged,) = judge_log(log, {"I1": "gold"}).values()
    assert judged.verdict == "breached"
    assert verdicts_of(read_log(log), {"I1": "gold"}) == {"I1": judged}


def verdicts_of(
    incidents: Incidents, plans: Mapping[str, str], terms: str = TERMS
) -> dict[str, OracleVerdict]:
    """What the clock says of each incident, all of them read as one history in time's order.

    Each has exactly one verdict.
    """
    tracked = first_responses(fold_batch({}, list(history(incidents, plans, terms)), END))
    return {
        number: _verdict(number, pass_time(one, Passed(until=END), END))
        for number, one in tracked.items()
    }


def history(incidents: Incidents, plans: Mapping[str, str], terms: str) -> Iterator[Recorded]:
    """The incidents as intake's events, in the order in which they happened."""
    happened = [
        (at, number, event)
        for number, (opened_at, rows) in incidents.items()
        for at, event in _events(number, opened_at, rows, PROMISES[terms, plans[number]])
    ]
    for seq, (at, number, event) in enumerate(sorted(happened, key=lambda one: one[0]), start=1):
        yield record(event, number, seq, at, imported=True)


def _events(
    number: str, opened_at: datetime, rows: Sequence[Row], promised: Promise
) -> Iterator[tuple[datetime, Event]]:
    yield opened_at, _opened(number, opened_at, rows[0], promised)
    before, answered = rows[0], False
    for row in rows:
        if row.priority != before.priority:
            yield row.at, _changed(number, before, row)
        if row.state != "New" and not answered:
            answered = True
            yield row.at, _responded(number, row)
        yield from _waiting(number, before, row)
        before = row


def _waiting(number: str, before: Row, row: Row) -> Iterator[tuple[datetime, Event]]:
    was, waits = before.state == "Awaiting User Info", row.state == "Awaiting User Info"
    if waits and not was:
        yield row.at, InformationRequested(case_id=number, requested_at=row.at, personal=TEXT)
    if was and not waits:
        yield row.at, InformationProvided(case_id=number, provided_at=row.at)


def _opened(number: str, opened_at: datetime, row: Row, promised: Promise) -> CaseOpened:
    return CaseOpened(
        case_id=number,
        number=number,
        customer_id="c",
        reporter_id="u",
        priority=PRIORITIES[row.priority],
        channel="online",
        area="product",
        opened_at=opened_at,
        promise=promised,
        personal=CaseText(subject="s", description="d"),
    )


def _changed(number: str, before: Row, row: Row) -> CasePriorityChanged:
    old, new = PRIORITIES[before.priority], PRIORITIES[row.priority]
    return CasePriorityChanged(case_id=number, old=old, new=new, changed_at=row.at, reason="r")


def _responded(number: str, row: Row) -> CaseResponded:
    return CaseResponded(
        case_id=number, responder_id="e", responded_at=row.at, first=True, personal=TEXT
    )


def _verdict(number: str, tracked: Tracked) -> OracleVerdict:
    events = [pending.event.data for pending in tracked.pending]
    (verdict,) = [
        one for one in events if isinstance(one, DeadlineMet | DeadlineBreached | DeadlineCancelled)
    ]
    assert not isinstance(verdict, DeadlineCancelled)
    name = "met" if isinstance(verdict, DeadlineMet) else "breached"
    return OracleVerdict(number, name, verdict.due_at, tracked.deadline.answered_at)


HEADER = "number,incident_state,opened_at,sys_updated_at,priority"
FIRST = datetime(2016, 3, 1, 9, 0)  # noqa: DTZ001  local time, as the log has it


def line(number: str, state: str, minutes: int, priority: str, opened: datetime = FIRST) -> str:
    """A row `minutes` after its incident was opened."""
    at = opened + timedelta(minutes=minutes)
    return f"{number},{state},{opened:%d-%m-%Y %H:%M},{at:%d-%m-%Y %H:%M},{priority} - made up"


def made_up_lines(random: Random) -> Iterator[str]:
    """Sixty incidents over two years, many about weekends, holidays and changes of clocks, some
    with many changes of priority.
    """
    yield HEADER
    for index in range(60):
        minute = random.randrange(600 * 1440)
        opened = datetime(2016, 2, 1) + timedelta(minutes=minute)  # noqa: DTZ001  local time
        number, minutes = f"I{index}", 0
        for _ in range(random.randrange(6)):
            yield line(number, "New", minutes, random.choice("1223344"), opened)
            minutes += int(random.choice((5, 61, 600, 2000)) * random.random())
        state = random.choice(("Active", "Awaiting User Info", "Resolved"))
        yield line(number, state, minutes, random.choice("1234"), opened)
