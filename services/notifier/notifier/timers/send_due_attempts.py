"""Sends the messages that are due: claims them, looks once more whether each is needed, hands it to its channel, writes down the outcome."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import structlog

from events.catalogue.on_call_events import ContactMethod
from events.clock import Clock
from events.errors import EventsError
from events.store.connection import Pool
from events.store.database_errors import DATABASE_ERRORS, database_is_gone
from events.store.postgres_store import PostgresStore
from notifier.adapters.attempt_outcomes import AttemptOutcomes
from notifier.adapters.claim_attempts import AttemptClaims, DueAttempt
from notifier.adapters.read_on_call import read_book
from notifier.channels.channel import Delivered, Outcome, Refused, TryLater, Unknown
from notifier.channels.channel_table import ChannelTable
from notifier.domain.on_call_book import OnCallBook
from notifier.domain.page_message import CarriedPage, PageMessage, title_of
from notifier.domain.record_outcome import RecordOutcome
from notifier.domain.retry_attempt import pause_before_retry
from notifier.domain.signed_link import LinkClaim, sign_link
from notifier.domain.throttle_pages import Bundle, Outgoing, Throttle, throttle_pages

_log = structlog.get_logger(__name__)

AT_ONCE = 50
IDLE_S = 0.25
BACK_OFF_S = 0.5
LOOKS_S = (0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128)


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """What the links in messages are made of: where they lead, with which secret, and how long they are good."""

    public_url: str
    secret: str
    valid_for: timedelta

    def acknowledge(self, page_id: str, engineer_id: str, now: datetime) -> str:
        """The address of the acknowledgement page for one engineer."""
        claim = LinkClaim(
            page_id=page_id, engineer_id=engineer_id, action="acknowledge", expires_at=now + self.valid_for
        )
        return f"{self.public_url.rstrip('/')}/a/{sign_link(claim, self.secret)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderParts:
    """What the sender works with."""

    pool: Pool
    schema: str
    store: PostgresStore
    claims: AttemptClaims
    outcomes: AttemptOutcomes
    channels: ChannelTable
    links: Links
    throttle: Throttle


class SendDueAttempts:
    """One sender a process; several processes share the work by their claims.

    A crash between sending and writing the outcome: the lease ends, and the message is sent again under the same key.
    """

    def __init__(self, parts: SenderParts) -> None:
        self.parts = parts

    async def step(self) -> int:
        """Claim what is due now and see to all of it; returns how many messages were claimed."""
        claimed = await self.parts.claims.claim(AT_ONCE)
        if not claimed:
            return 0
        now = await self.parts.store.now()
        book = await read_book(self.parts.pool, self.parts.schema)
        by_method: dict[tuple[str, int], list[Outgoing]] = defaultdict(list)
        for attempt in claimed:
            by_method[attempt.engineer_id, attempt.method].append(attempt.outgoing)
        sending = [self._send_to_one(method, due, now, book) for method, due in by_method.items()]
        _log_broken(await asyncio.gather(*sending, return_exceptions=True))
        return len(claimed)

    async def run(self, clock: Clock, rung: asyncio.Event) -> None:
        """Step after step, until cancelled. The bell rings before the commit, so after it we look more than once."""
        looks: Iterator[float] = iter(())
        while True:
            if await self._step_or_pause(clock):
                continue
            pause = next(looks, None)
            if pause is not None:
                await clock.sleep(pause)
            elif await _rang(rung):
                rung.clear()
                looks = iter(LOOKS_S)

    async def _step_or_pause(self, clock: Clock) -> int:
        try:
            return await self.step()
        except (EventsError, *DATABASE_ERRORS) as trouble:
            if not isinstance(trouble, EventsError) and not database_is_gone(trouble):
                raise
            _log.error("sending-held-up", error=type(trouble).__name__)
            await clock.sleep(BACK_OFF_S)
            return 0

    async def _send_to_one(
        self, method: tuple[str, int], due: Sequence[Outgoing], now: datetime, book: OnCallBook
    ) -> None:
        """All that is due to one contact method, one message after the other."""
        throttle, lately = self.parts.throttle, 0
        if len(due) > 1:
            lately = await self.parts.claims.sent_lately(*method, now - throttle.window)
        for bundle in throttle_pages(due, lately, throttle):
            await self._send(bundle, now, book)

    async def _send(self, bundle: Bundle, now: datetime, book: OnCallBook) -> None:
        keys = (bundle.attempt_key, *bundle.also)
        needed = await self.parts.claims.still_needed(keys)
        if not needed:
            return
        carrier, carried = needed[0], needed[1:]
        outcome = await self._hand_over(carrier, carried, now, book)
        if carried:
            await self._settle_carried(carried, outcome)
        await self._settle(carrier, outcome)

    async def _hand_over(
        self, attempt: DueAttempt, carried: Sequence[DueAttempt], now: datetime, book: OnCallBook
    ) -> Outcome:
        method = contact_method(attempt, book)
        if method is None:
            return Refused("contact-method-gone")
        message = PageMessage(
            attempt_key=attempt.attempt_key,
            facts=attempt.facts,
            engineer_id=attempt.engineer_id,
            step=attempt.step,
            round=attempt.round,
            now=now,
            acknowledge_url=self.parts.links.acknowledge(attempt.facts.page_id, attempt.engineer_id, now),
            also=tuple(self._carried_page(other, now) for other in carried),
        )
        return await self.parts.channels[attempt.channel].send(method.address, message)

    def _carried_page(self, attempt: DueAttempt, now: datetime) -> CarriedPage:
        link = self.parts.links.acknowledge(attempt.facts.page_id, attempt.engineer_id, now)
        return CarriedPage(title=title_of(attempt.facts), acknowledge_url=link)

    async def _settle_carried(self, carried: Sequence[DueAttempt], outcome: Outcome) -> None:
        if isinstance(outcome, Delivered):
            for attempt in carried:
                await self._record(attempt, "bundled", None)
        else:
            await self.parts.claims.release([attempt.attempt_key for attempt in carried])

    async def _settle(self, attempt: DueAttempt, outcome: Outcome) -> None:
        match outcome:
            case Delivered(provider_id=provider_id):
                await self._record(attempt, "sent", provider_id)
            case Refused(problem=problem):
                await self._record(attempt, "failed", problem)
            case Unknown(problem=problem):
                await self._record(attempt, "unknown", problem)
                await self._try_again(attempt, lost=True)
            case TryLater():
                await self._try_again(attempt, lost=attempt.was_unknown)

    async def _try_again(self, attempt: DueAttempt, *, lost: bool) -> None:
        """Later, under the same key; at the end of the tries a message that may have arrived stays unknown."""
        pause = pause_before_retry(attempt.tries)
        if pause is not None:
            now = await self.parts.store.now()
            await self.parts.claims.try_again([attempt.attempt_key], now + pause)
        elif lost:
            await self.parts.claims.give_up([attempt.attempt_key])
        else:
            await self._record(attempt, "failed", "tries-ran-out")

    async def _record(
        self, attempt: DueAttempt, result: Literal["sent", "failed", "unknown", "bundled"], detail: str | None
    ) -> None:
        outcome = RecordOutcome(
            attempt_key=attempt.attempt_key,
            result=result,
            detail=detail,
            send_at=attempt.send_at,
            now=await self.parts.store.now(),
        )
        await self.parts.outcomes.record(attempt, outcome)
        _log.info("page-attempt", page_id=attempt.facts.page_id, attempt_key=attempt.attempt_key, result=result)


def contact_method(attempt: DueAttempt, book: OnCallBook) -> ContactMethod | None:
    """The engineer's method as it is now: at its old place if it is of that kind still, else the first of that kind."""
    engineer = book.engineers.get(attempt.engineer_id)
    methods = engineer.personal.contact_methods if engineer else ()
    same = [method for method in methods[attempt.method : attempt.method + 1] if method.kind == attempt.channel]
    return next(iter([*same, *(method for method in methods if method.kind == attempt.channel)]), None)


async def _rang(rung: asyncio.Event) -> bool:
    try:
        async with asyncio.timeout(IDLE_S):
            return await rung.wait()
    except TimeoutError:
        return False


def _log_broken(results: Sequence[BaseException | None]) -> None:
    """One person's messages failing in an unforeseen way must not keep the others' from going out; theirs come again after the lease."""
    for error in results:
        if isinstance(error, BaseException):
            _log.error("sending-broke", exc_info=error)
