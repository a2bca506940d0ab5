"""`verify`: walks a whole store, and says whether anything in it was changed, lost or put in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from events.operations.anchors import head_line
from events.operations.check_chain import Anchors, ShardCheck, ShardEnd
from events.operations.read_log import LogSnapshot, ShardRow, log_snapshot
from events.operations.terminal import Advance, Finding, progress_bar
from events.store.connection import Pool
from events.store.event_table import Head


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """The result of a walk; `heads` are an anchor for the next one."""

    events: int
    streams: int
    heads: Sequence[Head]
    findings: Sequence[Finding]

    def lines(self) -> Sequence[str]:
        """Return what to print: the findings, or counts and heads."""
        if self.findings:
            return [str(finding) for finding in self.findings]
        counts = (
            f"{self.events} events in {self.streams} streams and {len(self.heads)} shards: "
            f"nothing changed, missing or swapped"
        )
        return [counts, *map(head_line, self.heads)]


async def verify_store(
    pool: Pool, schema: str, anchors: Mapping[int, Anchors] | None = None
) -> Verified:
    """Walk the store as it is now, while appends go on.

    `anchors`: heads printed earlier, by shard and seq.
    """
    async with log_snapshot(pool, schema) as log:
        rows = {row.shard: row for row in await log.shards()}
        with progress_bar("verifying", sum(row.next - 1 for row in rows.values())) as advance:
            return await _walk(log, rows, anchors or {}, advance)


async def _walk(
    log: LogSnapshot, rows: Mapping[int, ShardRow], anchors: Mapping[int, Anchors], advance: Advance
) -> Verified:
    findings: list[Finding] = []
    heads: list[Head] = []
    streams = 0
    for shard in range(max([*rows, *anchors, await log.last_shard()]) + 1):
        check = await _walk_shard(log, shard, rows.get(shard), anchors.get(shard, {}), advance)
        findings += check.findings()
        heads.append(check.head)
        streams += len(check.versions)
    return Verified(
        events=sum(head.seq for head in heads), streams=streams, heads=heads, findings=findings
    )


async def _walk_shard(
    log: LogSnapshot, shard: int, row: ShardRow | None, anchors: Anchors, advance: Advance
) -> ShardCheck:
    check = ShardCheck(shard, anchors)
    async for batch in log.events(shard):
        for event in batch:
            check.take(event)
        advance(len(batch))
    if row is None:
        check.lacks_its_shard()
    else:
        check.end(ShardEnd(row.next, row.last_at, row.last_hash))
    check.compare_streams(await log.streams(shard))
    return check
