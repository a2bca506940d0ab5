"""Sends what the store holds to its topic, in order, at least once: the event table is the
outbox."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace

from events.broker.broker import Broker, Publisher
from events.cancellation import reject_stray_cancellation
from events.clock import Clock
from events.envelope import outgoing_of
from events.errors import Retryable
from events.log_actions import log_action
from events.relay.cursors import Cursors, Lease
from events.relay.mend_topic import where_to_resume
from events.relay.outbox import Outbox
from events.relay.pacing import RelayPacing
from events.relay.topic_beginnings import mark_beginnings
from events.run_forever import Recovery, passes, run_forever
from events.store.connection import Pool
from events.store.database_errors import DATABASE_ERRORS
from events.stored_event import StoredEvent


class Relay:
    """Sends the shards whose leases it holds.

    For each: read from the cursor, send, wait for all acknowledgements, and move the cursor if the
    epoch is still its own. A crash between the last two, or a second relay that does not know yet
    that it has lost its lease, sends a run twice; consumers drop what they have by seq. After any
    trouble the publisher is closed, and everything begins again at the cursor, after a look at what
    the topic still holds.
    """

    def __init__(
        self,
        pool: Pool,
        outbox: Outbox,
        broker: Broker,
        *,
        clock: Clock,
        wake: asyncio.Event | None = None,
        pacing: RelayPacing | None = None,
    ) -> None:
        self._pool, self._outbox, self._broker, self._clock = pool, outbox, broker, clock
        self._pacing = pacing or RelayPacing()
        self._wake = wake or asyncio.Event()
        self._cursors = Cursors(pool, outbox.schema, outbox.topic, self._pacing.owner)
        self._held: dict[int, Lease] = {}
        self._publisher: Publisher | None = None
        self._ready = False
        self._renew_at = 0.0
        self._look_back_at = 0.0
        self._look_back_next = 0
        self._idle = self._pacing.poll_s

    @property
    def held(self) -> Mapping[int, Lease]:
        """Return the leases that this relay believes it holds, by shard."""
        return self._held

    async def step(self) -> int:
        """Make one pass over the shards it holds; return how many events were sent.

        Trouble that passes starts the relay over and counts as 0. Raises SequenceGap if the store
        itself has a gap.
        """
        try:
            with reject_stray_cancellation("a pass of the relay"):
                return await self._pass()
        except (Retryable, *DATABASE_ERRORS) as trouble:
            if not passes(trouble):
                raise
            await self._start_over()
            return 0

    async def run(self) -> None:
        """Send until cancelled, then give the leases back."""
        try:
            await run_forever(
                f"relay {self._outbox.topic}",
                self._pass,
                clock=self._clock,
                idle_s=self._idle_s,
                wake=self._wake,
                recovery=Recovery(
                    pause_s=self._pacing.back_off_s,
                    longest_pause_s=self._pacing.back_off_at_most_s,
                    let_go=self._start_over,
                ),
            )
        finally:
            await self.close()

    async def close(self) -> None:
        """Give the leases back, so that another relay can go on at once.

        Trouble is left alone: leases end by themselves.
        """
        # The leases go last: until then no other relay sends, so what is under way keeps its order.
        self._ready = False
        self._held = {}
        try:
            await self._drop_publisher()
            await self._cursors.give_back()
        except (Retryable, *DATABASE_ERRORS) as trouble:
            log_action("leases-not-given-back", topic=self._outbox.topic, problem=str(trouble))

    async def _pass(self) -> int:
        await self._make_ready()
        await self._renew()
        if not self._held:
            return 0
        # Read from the cursors in memory: those in the table do not wait for the disk and may be
        # behind.
        cursors = [(lease.shard, lease.next_seq) for lease in self._held.values()]
        runs = await self._outbox.unsent(self._pool, cursors, self._pacing.batch)
        if not runs:
            await self._look_back()
            return 0
        self._idle = self._pacing.poll_s
        await self._send(runs)
        # Only when all is acknowledged. A crash in between sends the run again; the other way round
        # it would be lost.
        await self._move({run[0].shard: run[-1].seq + 1 for run in runs})
        return sum(map(len, runs))

    async def _make_ready(self) -> None:
        if not self._ready:
            await self._cursors.add_missing()
            await self._broker.create_topics({self._outbox.topic: self._outbox.shards})
            self._ready = True

    async def _renew(self) -> None:
        """Renew the leases once a third of their time is over; mend a shard that is new here.

        Cursors do not wait for the disk: one that a crash of the database has set back is moved
        again.
        """
        if self._held and self._clock.monotonic() < self._renew_at:
            return
        leases = await self._cursors.take(self._pacing.lease_s)
        known = {lease.shard for lease in leases if self._knows(lease)}
        # Keep the cursor in memory for a lease that is still ours, and forget the others before
        # mending, which takes time.
        self._held = {
            lease.shard: self._held[lease.shard] for lease in leases if lease.shard in known
        }
        self._renew_at = self._clock.monotonic() + self._pacing.lease_s / 3
        await self._mend([lease for lease in leases if lease.shard not in known])
        # Mending takes time, and a lease that was lost meanwhile is held no more: look only at what
        # is left.
        if forgotten := [lease.shard for lease in leases if self._is_behind(lease)]:
            await self._move({shard: self._held[shard].next_seq for shard in forgotten})

    def _knows(self, lease: Lease) -> bool:
        held = self._held.get(lease.shard)
        return held is not None and held.epoch == lease.epoch

    def _is_behind(self, lease: Lease) -> bool:
        held = self._held.get(lease.shard)
        return held is not None and lease.next_seq < held.next_seq

    async def _mend(self, leases: Sequence[Lease]) -> None:
        """Hold these leases, each from where its partition really ends."""
        # Held before it is mended, since mending may move its cursor.
        self._held |= {lease.shard: lease for lease in leases}
        await asyncio.gather(*map(self._mend_one, leases))

    async def _mend_one(self, lease: Lease) -> bool:
        """Move the cursor back to what the topic has lost; returns whether there was anything."""
        resume = await where_to_resume(
            self._broker, self._outbox.topic, lease.shard, lease.next_seq, lease.begin_seq
        )
        if resume >= lease.next_seq:
            return False
        log_action(
            "topic-lost-events",
            topic=self._outbox.topic,
            shard=lease.shard,
            sent=lease.next_seq,
            resume=resume,
        )
        # The marker goes before the first event, for readers that begin there.
        if resume == lease.begin_seq > 1:
            await mark_beginnings(self._broker, self._outbox.topic, {lease.shard: resume})
        await self._move({lease.shard: resume})
        return True

    async def _look_back(self) -> None:
        """Check, while idle, that the topic still holds what was sent.

        One shard at a time; if one has lost something, all are checked.
        """
        now = self._clock.monotonic()
        if now < self._look_back_at:
            return
        self._look_back_at = now + self._pacing.look_back_s
        shards = sorted(self._held)
        self._look_back_next += 1
        lease = self._held[shards[self._look_back_next % len(shards)]]
        if await self._mend_one(lease):
            await self._mend([other for other in self._held.values() if other.shard != lease.shard])

    async def _send(self, runs: Sequence[Sequence[StoredEvent]]) -> None:
        if self._publisher is None:
            self._publisher = await self._broker.publisher()
        source = self._outbox.source
        await self._publisher.send(
            self._outbox.topic, (outgoing_of(event, source) for run in runs for event in run)
        )

    async def _move(self, next_seqs: Mapping[int, int]) -> None:
        """Move the cursors; a shard whose epoch is no longer ours is no longer ours."""
        leases = [self._held[shard] for shard in next_seqs]
        moved = await self._cursors.move(leases, next_seqs)
        for lease in leases:
            if lease.shard in moved:
                self._held[lease.shard] = replace(lease, next_seq=next_seqs[lease.shard])
            else:
                # Another relay has it. Look at once which leases are left.
                del self._held[lease.shard]
                self._renew_at = self._clock.monotonic()

    async def _start_over(self) -> None:
        """Drop publisher and leases: the next pass begins at the cursors, after mending."""
        self._ready = False
        self._held = {}
        await self._drop_publisher()

    async def _drop_publisher(self) -> None:
        publisher, self._publisher = self._publisher, None
        if publisher is not None:
            await publisher.close()

    def _idle_s(self) -> float:
        """Return how long to wait for news: ever longer while nothing is sent."""
        self._idle = min(self._idle * 1.5, self._pacing.poll_at_most_s)
        return self._idle
