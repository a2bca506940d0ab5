"""Sends what is due to webhooks, each by a worker of its own: a receiver that hangs holds up nobody
else."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal, TypeAlias, assert_never

import structlog

from events.command_runner import CommandRequest, run_new_command
from events.event import Meta
from intake.adapters.claim_deliveries import DeliveryClaims, DueDelivery
from intake.adapters.streams import Store
from intake.adapters.webhook_deciders import DISABLING_WEBHOOK, webhook_stream
from intake.domain.disable_webhook import DisableWebhook
from intake.domain.retry_delivery import MOST_ATTEMPTS, failed_for_a_day, pause_after
from intake.domain.webhook import Webhook
from intake.timers.write_webhook_message import MessageNotWritten, WriteWebhookMessage
from webapi.correlation import new_correlation_id
from webapi.metrics import MetricRule, Metrics, MetricTable
from webapi.outbound.http_exchange import HttpRequest
from webapi.outbound.post_in_time import (
    Answered,
    NoAnswer,
    NotAllowed,
    NotReached,
    NotWritten,
    Posted,
    PostInTime,
)
from webapi.outbound.retry_after import requested_wait

_log = structlog.get_logger(__name__)

BREATH: Final = timedelta(seconds=5)
"""What is due to a receiver that has just failed is not tried at once: it may be starting again."""
_GONE: Final = 410
_ASKS_FOR_TIME: Final = (429, 503)

WEBHOOK_METRICS: MetricTable = {
    "tocsin_webhook_attempts_total": MetricRule(
        "counter", "Attempts to send an event to a webhook.", ("result",)
    ),
    "tocsin_webhook_deliveries_waiting": MetricRule(
        "gauge", "Events that wait to be sent to a webhook, for the first time or again."
    ),
}
Result: TypeAlias = Literal["delivered", "failed", "dead"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Taken:
    """The receiver took it."""

    status_code: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _NotTaken:
    """Why it was not taken; `requested` is for how long the receiver wants to be left alone.

    `ours`: the receiver was not asked, so nothing is held against it.
    """

    problem: str
    status_code: int | None = None
    requested: timedelta | None = None
    ours: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SendWebhooks:
    """Works for one webhook at a time. `draw` returns a number from 0 to 1, at random."""

    claims: DeliveryClaims
    message: WriteWebhookMessage
    post: PostInTime
    store: Store
    metrics: Metrics
    draw: Callable[[], float]

    async def work(self, webhook_id: str, ending: asyncio.Event) -> int:
        """Send until nothing is due, something fails, or `ending` is set; return how many were
        tried."""
        tried = 0
        while not ending.is_set() and (delivery := await self.claims.take(webhook_id)):
            tried += 1
            match outcome := await self._send(delivery):
                case _Taken(status_code=status_code):
                    await self.claims.delivered(delivery, status_code)
                    self._note(delivery, "delivered", None)
                case _NotTaken():
                    await self._not_taken(delivery, outcome)
                    await self.claims.postpone(webhook_id, max(BREATH, outcome.requested or BREATH))
                    break
                case _:
                    assert_never(outcome)
        return tried

    async def _send(self, delivery: DueDelivery) -> _Taken | _NotTaken:
        # The process was ended in each of its attempts, or by what it was about to say.
        if delivery.attempts > MOST_ATTEMPTS:
            return _NotTaken(problem="attempts-without-an-end", ours=True)

        async def write() -> HttpRequest | None:
            return await self.message.request(delivery)

        try:
            return _outcome(await self.post.post(delivery.url, write))
        except MessageNotWritten as failure:
            _log.error(
                "webhook-message-not-written",
                event_id=str(delivery.event_id),
                error=type(failure.__cause__).__name__,
            )
            return _NotTaken(problem="message-not-written", ours=True)

    async def _not_taken(self, delivery: DueDelivery, why: _NotTaken) -> None:
        pause = pause_after(delivery.attempts, why.requested, self.draw())
        # A test is for somebody who is waiting to see what comes of it.
        if pause is None or delivery.is_test or why.status_code == _GONE:
            await self._give_up(delivery, why)
        else:
            await self.claims.try_again(delivery, why.status_code, why.problem, pause)
            self._note(delivery, "failed", why.problem)

    async def _give_up(self, delivery: DueDelivery, why: _NotTaken) -> None:
        await self.claims.give_up(delivery, why.status_code, why.problem)
        self._note(delivery, "dead", why.problem)
        if why.status_code == _GONE:
            await self._disable(delivery, "gone")
        elif not delivery.is_test:
            _log.warning(
                "webhook-delivery-dead",
                webhook_id=delivery.webhook_id,
                event_id=str(delivery.event_id),
            )
            if not why.ours and await self._fails(delivery):
                await self._disable(delivery, "failed-for-a-day")

    async def _fails(self, delivery: DueDelivery) -> bool:
        since = delivery.first_tried_at
        return failed_for_a_day(since, await self.store.now()) and (
            await self.claims.failing_since(delivery.webhook_id, since)
        )

    async def _disable(
        self, delivery: DueDelivery, reason: Literal["gone", "failed-for-a-day"]
    ) -> None:
        now = await self.store.now()
        request: CommandRequest[Webhook | None] = CommandRequest(
            stream=webhook_stream(delivery.webhook_id),
            routing_key=delivery.webhook_id,
            meta=Meta(correlation_id=new_correlation_id(), actor="intake"),
            occurred_at=now,
            respond=lambda _webhook, _version: b"",
        )
        command = DisableWebhook(url=delivery.url, reason=reason, now=now)
        done = await run_new_command(self.store, DISABLING_WEBHOOK, command, request=request)
        if done.events:
            _log.warning("webhook-disabled", webhook_id=delivery.webhook_id, reason=reason)

    def _note(self, delivery: DueDelivery, result: Result, problem: str | None) -> None:
        self.metrics.count("tocsin_webhook_attempts_total", result=result)
        _log.info(
            "webhook-attempt",
            webhook_id=delivery.webhook_id,
            event_id=str(delivery.event_id),
            result=result,
            problem=problem,
            attempts=delivery.attempts,
        )


def _outcome(posted: Posted) -> _Taken | _NotTaken:
    match posted:
        case Answered(answer=answer):
            if 200 <= answer.status < 300:
                return _Taken(status_code=answer.status)
            requested = requested_wait(answer.headers) if answer.status in _ASKS_FOR_TIME else None
            problem = f"http-{answer.status}"
            return _NotTaken(problem=problem, status_code=answer.status, requested=requested)
        case NotAllowed(problem=problem) | NotReached(problem=problem) | NoAnswer(problem=problem):
            return _NotTaken(problem=problem)
        case NotWritten():
            return _NotTaken(problem="secret-missing", ours=True)
        case _:
            assert_never(posted)
