"""Puts together what sends to webhooks: a queue behind the log, a sender, and what tidies up."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from random import random

from fastapi import FastAPI

from events.clock import Clock
from events.store.connection import Pool
from events.store.store_time import StoreTime
from intake.adapters.claim_deliveries import DeliveryClaims
from intake.adapters.list_queries import ListQueries
from intake.adapters.queue_deliveries import QueueDeliveries
from intake.adapters.streams import Store
from intake.adapters.webhook_secrets import WebhookSecrets
from intake.timers.send_webhooks import WEBHOOK_METRICS, SendWebhooks
from intake.timers.tidy_webhooks import TidyWebhooks
from intake.timers.write_webhook_message import WriteWebhookMessage
from webapi.metrics import metrics_of
from webapi.outbound.dial import Dialer
from webapi.outbound.outbound_guard import OutboundGuard
from webapi.outbound.post_in_time import PostInTime
from webapi.outbound.sender_for_each import SenderForEach
from webapi.serving import Background

_LEASE_MARGIN = timedelta(seconds=15)
"""What a lease has beyond an attempt: the time to read, and to write down what came of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookSending:
    """What sends to webhooks, built and not running; `step()` of each does what is due now."""

    queue: QueueDeliveries
    sender: SenderForEach[str]
    tidy: TidyWebhooks

    def loops(self) -> list[Background]:
        """Return what runs beside the app."""
        return [self.queue.run, partial(self.sender.run, asyncio.Event()), self.tidy.run]


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingSettings:
    """Where webhooks may lead, and the deadline on the whole of an attempt."""

    guard: OutboundGuard
    deadline_s: float


def webhook_sending(
    app: FastAPI,
    pool: Pool,
    schema: str,
    store: Store,
    secrets: WebhookSecrets,
    settings: SendingSettings,
    times: tuple[StoreTime, Clock],
) -> WebhookSending:
    """Build what sends. `times`: the store's, by which attempts are due, and the host's."""
    store_time, clock = times
    metrics = metrics_of(app)
    metrics.declare(WEBHOOK_METRICS)
    lease = timedelta(seconds=settings.deadline_s) + _LEASE_MARGIN
    claims = DeliveryClaims(pool, schema, store_time, lease)
    send = SendWebhooks(
        claims=claims,
        message=WriteWebhookMessage(store, ListQueries(pool, schema), secrets, clock),
        post=PostInTime(Dialer(settings.guard), settings.deadline_s),
        store=store,
        metrics=metrics,
        draw=random,
    )
    return WebhookSending(
        queue=QueueDeliveries(pool, schema, store, store_time, clock=clock),
        sender=SenderForEach(claims.due_webhooks, send.work, clock),
        tidy=TidyWebhooks(claims, metrics, clock),
    )
