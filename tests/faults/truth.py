"""What the clock must have said, worked out from intake's log alone, and what it did say."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec

from events.catalogue.case_events import CaseOpened, CaseResponded
from events.catalogue.registry import CATALOGUE
from events.event import Recorded
from events.store.connection import Pool
from events.store.postgres_store import PostgresStore
from sla_clock.domain.deadline import stream_of
from sla_clock.domain.fire_instants import Passed
from sla_clock.projections.tracked_deadline import Tracked, pass_time
from sla_clock.reactions.fold_batch import fold_batch
from tests.faults.busy_cases import PLAIN, TARGETS_S
from tests.faults.fleet import SHARDS

BREACHED, MET = "sla-clock.deadline.breached", "sla-clock.deadline.met"
_AFTER_ALL = timedelta(days=1)
_EVENTS = """
select stream, type, event_id, data ->> 'due_at' as due_at from sla_clock.es_event
where type like 'sla-clock.deadline.%'
"""
_NOTICED = """
select data ->> 'due_at' as due_at, data ->> 'detected_at' as detected_at,
    (data ->> 'late_by_s')::float as late_by_s, recorded_at
from sla_clock.es_event where type = $1
"""


class Saying(NamedTuple):
    """One event of one deadline, without when it was noticed: that alone depends on faults."""

    stream: str
    kind: str
    event_id: str
    due_at: datetime | None


async def log_of(store: PostgresStore) -> Sequence[Recorded]:
    """Return the whole log, shard by shard."""
    shards = [await store.read_shard(shard, 1, 1_000_000) for shard in range(SHARDS)]
    return [event for shard in shards for event in shard]


def expected(log: Sequence[Recorded]) -> Counter[Saying]:
    """Fold each case for itself, record by record, by the pure functions of the clock."""
    by_case: defaultdict[str, dict[str, Tracked]] = defaultdict(dict)
    for record in log:
        by_case[record.key] = fold_batch(by_case[record.key], [record], record.recorded_at)
    passed = Passed(until=max(record.recorded_at for record in log) + _AFTER_ALL)
    return Counter(
        saying
        for deadlines in by_case.values()
        for one in deadlines.values()
        for saying in _sayings(pass_time(one, passed, passed.until))
    )


def plainly_expected(log: Sequence[Recorded]) -> Mapping[str, tuple[str, datetime]]:
    """Return the verdict and the due time of each plain case by addition, without the clock's
    code: breached, unless an answer was recorded at or before the due time."""
    due = {
        one.key: one.data.opened_at + timedelta(seconds=TARGETS_S[one.data.priority])
        for one in log
        if isinstance(one.data, CaseOpened) and one.key.startswith(PLAIN)
    }
    in_time = {
        one.key
        for one in log
        if isinstance(one.data, CaseResponded)
        and one.key in due
        and one.recorded_at <= due[one.key]
    }
    return {case: (MET if case in in_time else BREACHED, at) for case, at in due.items()}


async def recorded(pool: Pool) -> Counter[Saying]:
    """Return all that the clock has recorded of deadlines."""
    return Counter(
        Saying(row["stream"], row["type"], str(row["event_id"]), _instant(row["due_at"]))
        for row in await pool.fetch(_EVENTS)
    )


def first_verdicts(sayings: Counter[Saying]) -> Mapping[str, tuple[str, datetime]]:
    """Return the verdict on the first response of each plain case, as it was said."""
    return {
        case: (one.kind, one.due_at)
        for one in sayings
        if one.kind in (MET, BREACHED) and (case := _plain_case(one.stream)) and one.due_at
    }


async def noticed_late(pool: Pool) -> tuple[int, float]:
    """Return how many breaches say that they were noticed more than a second late, and the latest.

    Raises AssertionError where one does not say the truth about that.
    """
    late = [0.0]
    for row in await pool.fetch(_NOTICED, BREACHED):
        due_at, detected_at = _instant(row["due_at"]), _instant(row["detected_at"])
        assert due_at is not None
        assert detected_at is not None
        assert abs(row["late_by_s"] - (detected_at - due_at).total_seconds()) < 0.001
        # It was noticed right before it was recorded, with a stop or two in between at most.
        assert timedelta(seconds=-1) < row["recorded_at"] - detected_at < timedelta(seconds=40)
        late.append(row["late_by_s"])
    return sum(one > 1.0 for one in late), max(late)


def differences(should: Counter[Saying], actual: Counter[Saying]) -> str:
    """Return in words what is missing and what is too much."""
    lost, false = should - actual, actual - should
    return f"lost {lost.total()}: {[*lost][:5]}; false or twice {false.total()}: {[*false][:5]}"


def _sayings(tracked: Tracked) -> Iterator[Saying]:
    for pending in tracked.pending:
        data = pending.event.data
        kind = CATALOGUE.entry_of(data).name
        due_at: datetime | None = getattr(data, "due_at", None)
        yield Saying(tracked.deadline.stream, kind, str(pending.event.event_id), due_at)


def _instant(text: str | None) -> datetime | None:
    return None if text is None else msgspec.convert(text, datetime)


def _plain_case(stream: str) -> str | None:
    case = stream.removeprefix("deadline-").removesuffix("-first_response")
    return case if case.startswith(PLAIN) and stream == stream_of(case, "first_response") else None
