"""Shows people and dashboards how well the clock sees.

It answers the watermarks by shard, up to when the clock knows, and whether it is blind.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from events.consumer.status import ConsumerStatus, PartitionStatus
from sla_clock.adapters.deadline_lists import DeadlineLists, LackOfCover
from sla_clock.adapters.lateness_rows import Noticed
from sla_clock.domain.judge_watermarks import Sight, State
from webapi.identity import Identity, allow
from webapi.metrics import MetricRule, Metrics, MetricTable

Now = Callable[[], Awaitable[datetime]]
Status = Callable[[], ConsumerStatus]
Look = Callable[[datetime], Sight]
KnownUntil = Callable[[], datetime | None]

CLOCK_METRICS: MetricTable = {
    "tocsin_clock_watermark_lag_seconds": MetricRule(
        "gauge", "How far a shard's promise is behind.", ("shard",)
    ),
    "tocsin_clock_blind": MetricRule(
        "gauge", "1 while the watermark of a shard with events is too old."
    ),
    "tocsin_clock_open_timers": MetricRule("gauge", "Instants that are waited for."),
    "tocsin_clock_lag_records": MetricRule("gauge", "Events that wait to be applied."),
    "tocsin_clock_stopped_shards": MetricRule("gauge", "Shards that a person must look at."),
    "tocsin_clock_lateness_seconds": MetricRule(
        "histogram",
        "How late this process noticed warnings and breaches, downtime and blindness included.",
        ("kind",),
        # From what a watermark takes at its quickest to what no downtime should last.
        (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 3600),
    ),
    "tocsin_clock_p1s_without_engineer": MetricRule(
        "gauge", "P1s without a workaround that no engineer has now (CP-26)."
    ),
    "tocsin_clock_p1_without_engineer_seconds": MetricRule(
        "gauge", "How long no engineer has had the one of them that waits longest; 0 without any."
    ),
}


class ShardAnswer(BaseModel):
    """A shard of this instance.

    All events recorded up to `watermark` are known; `lag_s` is how long ago that is by the store's
    time.
    """

    shard: int
    state: Literal["unknown", "reading", "stopped"]
    watermark: datetime | None
    lag_s: float | None
    next_seq: int
    records_waiting: int | None
    parked_keys: int
    problem: str | None


class LatenessAnswer(BaseModel):
    """How late the warnings and breaches that were noticed since `since` were, in seconds.

    `p50_s`: half of them were noticed within that after their instant, `p99_s`: 99 of 100; null
    where `count` is 0. It is of all processes that share the shards, by the store's time, downtime
    and blindness included. Not counted: history, and instants that a later change of priority or an
    exclusion taken back put into the past.
    """

    p50_s: float | None
    p99_s: float | None
    count: int
    since: datetime


class ClockAnswer(BaseModel):
    """Whether the clock sees, by the age of its watermarks.

    While it does not, deadlines are held, and none is lost.

    `blind`: the watermark of a shard with events is too old, or none came yet, or no shard is
    followed here; it is false again when all have been young for a while. `sight` tells a clock
    that has just started (`not-yet`) from one that is `blind`; `blind_since` is when that began,
    null while it sees. `known_until` (UTC): all that was recorded in intake up to then is applied
    and all that was due by then is judged, in the shards of this instance; null: nothing is known
    yet. `lateness` is of the last hour.
    """

    now: datetime
    blind: bool
    sight: State
    blind_since: datetime | None
    known_until: datetime | None
    watermark_lag_s: float | None
    open_timers: int
    lateness: LatenessAnswer | None = None
    shards: list[ShardAnswer]


def clock_router(
    status: Status, look: Look, known_until: KnownUntil, lists: DeadlineLists, now: Now
) -> APIRouter:
    """Return the router of the clock's own status."""
    router = APIRouter(prefix="/v1/clock", tags=["clock"])
    insiders = allow("agent", "oncall", "tam", "analyst", "admin", "service")

    @router.get("", summary="Watermark and lag by shard, open timers, blind or not")
    async def clock(identity: Annotated[Identity, Depends(insiders)]) -> ClockAnswer:
        del identity
        open_timers, instant = await lists.open_timers(), await now()
        answer = _answer(status(), look(instant), open_timers, instant)
        update = {"known_until": known_until(), "lateness": await _lateness(lists, instant)}
        return answer.model_copy(update=update)

    return router


def report_cover(metrics: Metrics, lack: LackOfCover, now: datetime) -> None:
    """Set the metrics of P1s that lack an engineer (CP-26)."""
    longest = max(0.0, (now - lack.since).total_seconds()) if lack.since else 0.0
    metrics.set("tocsin_clock_p1s_without_engineer", lack.cases)
    metrics.set("tocsin_clock_p1_without_engineer_seconds", longest)


def report(
    metrics: Metrics, status: ConsumerStatus, sight: Sight, open_timers: int, now: datetime
) -> None:
    """Set the metrics to the same figures that the route answers."""
    answer = _answer(status, sight, open_timers, now)
    metrics.set("tocsin_clock_blind", float(answer.blind))
    metrics.set("tocsin_clock_open_timers", answer.open_timers)
    metrics.set("tocsin_clock_lag_records", status.lag)
    metrics.set("tocsin_clock_stopped_shards", len(status.stopped))
    for shard, lag_s in _lags(answer).items():
        metrics.set("tocsin_clock_watermark_lag_seconds", lag_s, shard=str(shard))


def report_lateness(metrics: Metrics, noticed: Sequence[Noticed]) -> None:
    """Count how late this process noticed warnings and breaches."""
    for one in noticed:
        metrics.observe("tocsin_clock_lateness_seconds", one.late_s, kind=one.kind)


async def _lateness(lists: DeadlineLists, now: datetime) -> LatenessAnswer:
    late = await lists.lateness(now)
    return LatenessAnswer(p50_s=late.p50_s, p99_s=late.p99_s, count=late.count, since=late.since)


def _lags(answer: ClockAnswer) -> Mapping[int, float]:
    return {one.shard: one.lag_s for one in answer.shards if one.lag_s is not None}


def _answer(status: ConsumerStatus, sight: Sight, open_timers: int, now: datetime) -> ClockAnswer:
    shards = [_shard(one, now) for one in status.partitions]
    return ClockAnswer(
        now=now,
        blind=sight.state != "sees",
        sight=sight.state,
        blind_since=sight.blind_since,
        # The route fills it in; the metrics have each shard's lag instead.
        known_until=None,
        watermark_lag_s=max((one.lag_s for one in shards if one.lag_s is not None), default=None),
        open_timers=open_timers,
        shards=shards,
    )


def _shard(one: PartitionStatus, now: datetime) -> ShardAnswer:
    return ShardAnswer(
        shard=one.partition,
        state=one.state,
        watermark=one.sees_until,
        # Not below 0: a watermark may have come after `now` was read.
        lag_s=max(0.0, (now - one.sees_until).total_seconds()) if one.sees_until else None,
        next_seq=one.next_seq,
        records_waiting=one.lag,
        parked_keys=one.parked_keys,
        problem=one.problem,
    )
