"""Tells over HTTP what was sent to a webhook, sends it again, and tries a receiver."""

from datetime import datetime
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Query, Request, Response

from intake.adapters.webhook_deciders import REPLAYING_WEBHOOK, TRYING_WEBHOOK
from intake.api.feed_routes import PATH as FEED
from intake.api.feed_routes import position_of
from intake.api.webhook_answers import (
    DeliveryAnswer,
    TestSentAnswer,
    WebhookAnswer,
    delivery_answer,
)
from intake.api.webhook_bodies import Replay
from intake.api.webhook_commands import KEEPERS, WebhookApi, carry_out_on_webhook, kept_webhook
from intake.api.webhook_routes import PREFIX
from intake.domain.errors import Unknown
from intake.domain.replay_webhook import ReplayWebhook
from intake.domain.try_webhook import TryWebhook
from intake.domain.webhook import Webhook
from intake.projections.webhook_deliveries import DeliveryState
from webapi.commands import CallOf
from webapi.cursors import cursors_of
from webapi.error_codes import ErrorCodesRoute
from webapi.identity import CurrentIdentity, allow
from webapi.invalid_input import Id
from webapi.paging import Page, PagingOf, Position


def delivery_routes(hooks: WebhookApi) -> APIRouter:
    """Return the routes of what is sent to webhooks."""
    routes = APIRouter(
        prefix=PREFIX + "/{webhook_id}",
        tags=["webhooks"],
        route_class=ErrorCodesRoute,
        dependencies=[Depends(allow(*KEEPERS))],
    )
    _add_reading(routes, hooks)
    _add_replays(routes, hooks)
    _add_tests(routes, hooks)
    return routes


def _add_reading(routes: APIRouter, hooks: WebhookApi) -> None:
    @routes.get("/deliveries")
    async def list_deliveries(
        webhook_id: Id,
        identity: CurrentIdentity,
        paging: PagingOf,
        state: Annotated[DeliveryState | None, Query()] = None,
    ) -> Page[DeliveryAnswer]:
        """List what was sent within a month and is to be sent, the newest first; `dead`: what was
        tried for a day, and is sent again only if it is asked for."""
        await kept_webhook(hooks, identity, webhook_id)
        after = _after(paging.after)
        rows = await hooks.lists.deliveries(webhook_id, state, after, paging.fetch)
        return paging.page([delivery_answer(row) for row in rows], _position)

    @routes.get("/deliveries/{delivery_id}")
    async def get_delivery(
        webhook_id: Id, delivery_id: UUID, identity: CurrentIdentity
    ) -> DeliveryAnswer:
        """Tell what became of a delivery."""
        await kept_webhook(hooks, identity, webhook_id)
        return await _existing_delivery(hooks, webhook_id, delivery_id)


def _add_replays(routes: APIRouter, hooks: WebhookApi) -> None:
    @routes.post("/deliveries/{delivery_id}/replay", status_code=202, response_model=WebhookAnswer)
    async def post_replay_of_delivery(webhook_id: Id, delivery_id: UUID, call: CallOf) -> Response:
        """Send one event again, delivered or not, as if it had never been tried."""

        async def make(now: datetime) -> ReplayWebhook:
            await _existing_delivery(hooks, webhook_id, delivery_id)
            return ReplayWebhook(event_id=str(delivery_id), requested_by=call.person, now=now)

        return await carry_out_on_webhook(
            hooks, call, webhook_id, REPLAYING_WEBHOOK, make, status=202
        )

    @routes.post("/replay", status_code=202, response_model=WebhookAnswer)
    async def post_replay(request: Request, webhook_id: Id, body: Replay, call: CallOf) -> Response:
        """Send everything again since an instant, or after a position in the feed: also what was
        recorded while the webhook was paused, disabled, or not there yet."""

        async def make(now: datetime) -> ReplayWebhook:
            position = None
            if body.after is not None:
                read = cursors_of(request).read(FEED, body.after)
                position = tuple(await position_of(hooks.feed, read))
            return ReplayWebhook(
                since=body.since, position=position, requested_by=call.person, now=now
            )

        return await carry_out_on_webhook(
            hooks, call, webhook_id, REPLAYING_WEBHOOK, make, status=202
        )


def _add_tests(routes: APIRouter, hooks: WebhookApi) -> None:
    @routes.post("/test", status_code=202, response_model=TestSentAnswer)
    async def post_test(webhook_id: Id, call: CallOf) -> Response:
        """Send a message that says nothing, once, whatever state the webhook is in; what became
        of it is told at `deliveries/{delivery_id}`."""
        test_id = call.key.command_id if call.key else uuid4()

        async def make(_now: datetime) -> TryWebhook:
            return TryWebhook(test_id=str(test_id), tested_by=call.person)

        def answer(webhook: Webhook) -> TestSentAnswer:
            return TestSentAnswer(webhook_id=webhook.webhook_id, delivery_id=test_id)

        return await carry_out_on_webhook(
            hooks, call, webhook_id, TRYING_WEBHOOK, make, status=202, answer=answer
        )


async def _existing_delivery(
    hooks: WebhookApi, webhook_id: str, delivery_id: UUID
) -> DeliveryAnswer:
    row = await hooks.lists.delivery(webhook_id, delivery_id)
    if row is None:
        raise Unknown("unknown-delivery", "there is no such delivery, or it is forgotten by now")
    return delivery_answer(row)


def _position(delivery: DeliveryAnswer) -> Position:
    return (delivery.made_at.isoformat(), str(delivery.delivery_id))


def _after(position: Position | None) -> tuple[datetime, UUID] | None:
    if position is None:
        return None
    made_at, event_id = position
    return datetime.fromisoformat(str(made_at)), UUID(str(event_id))
