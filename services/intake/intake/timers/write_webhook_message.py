"""Writes what a webhook is sent: an event as its customer's people may read it, and no more."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel

from events.clock import Clock
from events.event import Recorded
from events.run_forever import passes
from intake.adapters.claim_deliveries import DueDelivery
from intake.adapters.list_queries import ListQueries
from intake.adapters.streams import Store, load_customer
from intake.adapters.webhook_secrets import WebhookSecrets
from intake.api.feed_answers import FeedEvent, feed_event
from intake.domain.public_history import NEWS
from intake.projections.webhook_deliveries import TEST_TYPE
from webapi.outbound.http_exchange import HttpRequest
from webapi.outbound.standard_webhooks import signed_headers


class TestData(BaseModel):
    """Says nothing."""

    webhook_id: str


class WebhookMessage(BaseModel):
    """What is sent: the type without its version, when it happened, and the item of the feed."""

    type: str
    timestamp: datetime
    data: FeedEvent | TestData


class MessageNotWritten(Exception):
    """The message cannot be written as things are; its cause says why, and no trouble that passes
    is the cause. Try it again as seldom as a receiver that does not answer."""


@dataclass(frozen=True, slots=True)
class WriteWebhookMessage:
    """Writes messages. `clock` is the host's: a receiver compares the time of an attempt with its
    own, whatever the time of the store."""

    store: Store
    lists: ListQueries
    secrets: WebhookSecrets
    clock: Clock

    async def request(self, delivery: DueDelivery) -> HttpRequest | None:
        """Return the request of an attempt that is made now; None without a secret to sign by.

        Raises MessageNotWritten, and trouble of the database that passes.
        """
        # `gather` hands over whatever broke; a cancellation still ends both.
        (written,) = await asyncio.gather(self._request(delivery), return_exceptions=True)
        if isinstance(written, BaseException):
            if passes(written):
                raise written
            raise MessageNotWritten from written
        return written

    async def _request(self, delivery: DueDelivery) -> HttpRequest | None:
        secrets = await self.secrets.of(delivery.secret_ids)
        if not secrets:
            return None
        content = (await self._message(delivery)).model_dump_json().encode()
        # The id of the event: the same for every attempt and every replay of it.
        headers = signed_headers(str(delivery.event_id), self.clock.now(), content, secrets)
        return HttpRequest(content=content, headers=headers)

    async def _message(self, delivery: DueDelivery) -> WebhookMessage:
        # Read when it goes, and kept nowhere on the way: what was erased meanwhile is not sent.
        [recorded] = await self.store.read_shard(delivery.shard, delivery.seq, 1)
        if delivery.is_test:
            return WebhookMessage(
                type=TEST_TYPE,
                timestamp=recorded.occurred_at,
                data=TestData(webhook_id=delivery.webhook_id),
            )
        return WebhookMessage(
            type=delivery.event_type,
            timestamp=recorded.occurred_at,
            data=await self._item(recorded),
        )

    async def _item(self, recorded: Recorded) -> FeedEvent:
        customer_id, people = None, frozenset[str]()
        # News for all customers is about none of them, and no customer's person wrote it.
        if type(recorded.data) not in NEWS:
            customers = await self.lists.customers_of_cases([recorded.key], None, None)
            customer_id = customers[recorded.key]
            customer, _ = await load_customer(self.store, customer_id)
            people = frozenset(customer.users) | frozenset(customer.former_users)
        item = feed_event(recorded, customer_id, "customer", people)
        assert item is not None, "only what is public is queued"
        return item
