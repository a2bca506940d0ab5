"""Sends what is due to one address, one message after the other, whatever others do."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from events.clock import Clock
from events.sharding import shard_of
from notifier.adapters.claim_attempts import Address, AttemptClaims, DueAttempt
from notifier.adapters.log_reading import LogReading
from notifier.channels.channel import (
    Delivered,
    Letter,
    NotNeeded,
    Outcome,
    Refused,
    TryLater,
    Unknown,
)
from notifier.channels.channel_table import ChannelTable
from notifier.domain.page_links import PageLinks
from notifier.domain.page_message import CarriedPage, PageMessage, title_of
from notifier.domain.throttle_pages import Bundle, Throttle, throttle_pages
from notifier.timers.record_attempts import RecordAttempts

BREATH_S = 0.05
MARGIN_S = 2.0
"""How much longer than its own deadline a channel may take before it is cut off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderParts:
    """What the sender works with. `deadline_s` is the channels'; a lease must outlast it."""

    claims: AttemptClaims
    records: RecordAttempts
    channels: ChannelTable
    links: PageLinks
    throttle: Throttle
    clock: Clock
    reading: LogReading
    deadline_s: float


@dataclass(slots=True)
class SendToAddress:
    """One worker; it plans again before each message, so that a P1 that has just come is next."""

    parts: SenderParts
    address: Address
    ending: asyncio.Event
    failed: bool = field(default=False, init=False)

    async def run(self) -> int:
        """Work until nothing is due or the sender is `ending`; return how many were tried."""
        tried = 0
        while not self.ending.is_set() and (bundle := await self._next()) is not None:
            taken = await self.parts.claims.take((bundle.attempt_key, *bundle.also))
            if not taken:
                # Somebody is writing to it at this moment: it is looked at again, but not at once.
                await self.parts.clock.sleep(BREATH_S)
                break
            await self._send(taken)
            tried += len(taken)
        return tried

    async def _next(self) -> Bundle | None:
        """Return the message to send now.

        An address that failed is not tried with each message by itself, P1s apart.
        """
        due = await self.parts.claims.due_to(self.address)
        throttle, lately = self.parts.throttle, 0
        if self.failed:
            # As if its share were used up: all but the urgent goes into one message, not one
            # deadline each.
            lately = throttle.messages
        elif len(due) > 1:
            # A single message goes by itself whatever was sent before, so only more than one needs
            # the count.
            lately = await self.parts.claims.sent_lately(self.address, throttle.window)
        return next(iter(throttle_pages(due, lately, throttle)), None)

    async def _send(self, taken: Sequence[DueAttempt]) -> None:
        writing = _Writing(self.parts, taken)
        outcome = await self._hand_over(taken[0], writing)
        self.failed = isinstance(outcome, TryLater | Unknown)
        # Where no letter was written, the outcome is that of all that was taken.
        tried = writing.sent or taken
        await self._record_outcome(tried, outcome)
        await self.parts.claims.release(writing.left_out)

    async def _hand_over(self, attempt: DueAttempt, writing: "_Writing") -> Outcome:
        if attempt.address is None:
            return Refused("contact-method-gone")
        letter = Letter(writing.ask)
        try:
            async with asyncio.timeout(self.parts.deadline_s + MARGIN_S):
                return await self.parts.channels[attempt.channel].send(attempt.address, letter)
        except TimeoutError:
            return Unknown("no-answer-in-time") if letter.written else TryLater("not-connected")

    async def _record_outcome(self, attempts: Sequence[DueAttempt], outcome: Outcome) -> None:
        """Record the outcome for all: a delivery carried all, a failure was a try for each."""
        carrier, *carried = attempts
        records = self.parts.records
        match outcome:
            case Delivered(provider_id=provider_id):
                await records.sent(carrier, provider_id)
                for attempt in carried:
                    await records.bundled(attempt)
            case Refused(problem=problem):
                # What it carried goes alone: perhaps it was only too much at once.
                await records.failed(carrier, problem)
                await self.parts.claims.release(carried)
            case Unknown(problem=problem):
                for attempt in attempts:
                    await records.lost(attempt, problem)
            case TryLater(after=after):
                for attempt in attempts:
                    await records.not_taken(attempt, after)
                await self._leave_alone(after)
            case NotNeeded():
                await self.parts.claims.release(attempts)

    async def _leave_alone(self, wait: timedelta | None) -> None:
        """Give a receiver that asks for time its time, for all that is due to it.

        What is urgent asks once for itself.
        """
        if wait is not None:
            others = [one for one in await self.parts.claims.due_to(self.address) if not one.urgent]
            await self.parts.claims.postpone([one.attempt_key for one in others], wait)


@dataclass(slots=True)
class _Writing:
    """What a letter says is read when the line is open: `sent` are the messages that were in it."""

    parts: SenderParts
    taken: Sequence[DueAttempt]
    sent: Sequence[DueAttempt] = ()

    @property
    def left_out(self) -> list[DueAttempt]:
        """Return what was taken along but is in no letter; it goes by itself, if it still goes."""
        sent = {attempt.attempt_key for attempt in self.sent}
        return [attempt for attempt in self.taken if sent and attempt.attempt_key not in sent]

    async def ask(self) -> PageMessage | None:
        """Return the message; None if nobody needs it now, or if its address has changed."""
        dialled = self.taken[0].address
        self.sent = [
            one for one in await self.parts.claims.still_mine(self.taken) if one.address == dialled
        ]
        return self._message(*self.sent) if self.sent else None

    def _message(self, carrier: DueAttempt, *carried: DueAttempt) -> PageMessage:
        reading = self.parts.reading
        shard = shard_of(carrier.routing_key, reading.shards)
        outdated = carrier.facts.case_id is not None and reading.sight(shard) == "outdated"
        return PageMessage(
            attempt_key=carrier.attempt_key,
            facts=carrier.facts,
            engineer_id=carrier.engineer_id,
            step=carrier.step,
            round=carrier.round,
            now=carrier.read_at,
            acknowledge_url=self._link(carrier),
            also=tuple(
                CarriedPage(title=title_of(other.facts), acknowledge_url=self._link(other))
                for other in carried
            ),
            outdated=outdated,
            known_until=reading.known_until(shard) if outdated else None,
        )

    def _link(self, attempt: DueAttempt) -> str:
        return self.parts.links.acknowledge(
            attempt.facts.page_id, attempt.engineer_id, attempt.read_at
        )
