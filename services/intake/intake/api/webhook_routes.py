"""Sets up, lists, changes and takes away webhooks over HTTP, and rotates their secrets."""

from datetime import datetime
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Depends, Query, Response

from events.catalogue.webhook_events import WebhookAddress, WebhookSubscribed, WhyUnsubscribed
from events.command_runner import CommandRequest
from intake.adapters.subscribe_in_turn import subscribe_in_turn
from intake.adapters.webhook_deciders import (
    CHANGING_WEBHOOK,
    ROTATING_WEBHOOK_SECRET,
    UNSUBSCRIBING_WEBHOOK,
    webhook_stream,
)
from intake.api.webhook_answers import (
    WebhookAnswer,
    WebhookWithSecretAnswer,
    listed_webhook_answer,
    webhook_answer,
)
from intake.api.webhook_bodies import NewWebhook, SecretRotation, WebhookChange
from intake.api.webhook_commands import (
    KEEPERS,
    WebhookApi,
    carry_out_on_webhook,
    check_address,
    check_authorized,
    kept_webhook,
)
from intake.domain.change_webhook import ChangeWebhook
from intake.domain.rotate_webhook_secret import RotateWebhookSecret
from intake.domain.subscribe_webhook import SubscribeWebhook
from intake.domain.unsubscribe_webhook import UnsubscribeWebhook
from intake.domain.webhook import Webhook, WebhookState, existing
from webapi.commands import (
    Call,
    CallOf,
    OpeningCallOf,
    arrival_of,
    shown_once,
    store_response,
    stored_response,
    versioned,
)
from webapi.correlation import meta_for
from webapi.error_codes import ErrorCodesRoute
from webapi.identity import CurrentIdentity, allow
from webapi.invalid_input import Id
from webapi.paging import Page, PagingOf

PREFIX = "/v1/webhook-subscriptions"


def webhook_routes(hooks: WebhookApi) -> APIRouter:
    """Return the routes of webhooks themselves."""
    routes = APIRouter(
        prefix=PREFIX,
        tags=["webhooks"],
        route_class=ErrorCodesRoute,
        dependencies=[Depends(allow(*KEEPERS))],
    )
    _add_subscribing(routes, hooks)
    _add_reading(routes, hooks)
    _add_changing(routes, hooks)
    _add_rotating(routes, hooks)
    return routes


def _add_subscribing(routes: APIRouter, hooks: WebhookApi) -> None:
    @routes.post("", status_code=201, response_model=WebhookWithSecretAnswer)
    async def post_webhook_subscription(body: NewWebhook, call: OpeningCallOf) -> Response:
        """Have events of cases sent to an address, signed by a secret that is shown here once."""
        arrival = await arrival_of(hooks.api.store, call.key)
        # A repeated request gets its first answer before anything can be against it.
        if arrival.first_answer is not None:
            return stored_response(arrival.first_answer, replayed=True)
        wanted = await _wanted(hooks, call, body)
        secret = await hooks.secrets.draw(wanted.webhook_id, wanted.secret_id)
        answer, replayed = await subscribe_in_turn(
            hooks.api.store,
            hooks.lists,
            SubscribeWebhook(wanted=wanted),
            _request(call, wanted.webhook_id, arrival.at),
        )
        return shown_once(stored_response(answer, replayed=replayed), secret=secret)


async def _wanted(hooks: WebhookApi, call: Call, body: NewWebhook) -> WebhookSubscribed:
    customer_id = body.customer_id
    if call.is_contact:
        customer_id = customer_id or call.identity.customer_id or ""
    if customer_id is not None:
        await check_authorized(hooks, call.identity, customer_id)
    await check_address(hooks, body.url)
    webhook_id = _new_id(call)
    return WebhookSubscribed(
        webhook_id=webhook_id,
        customer_id=customer_id,
        event_types=tuple(body.event_types),
        # The first secret has the webhook's own id, and each later one another.
        secret_id=webhook_id,
        subscribed_by=call.person,
        personal=WebhookAddress(url=body.url, description=body.description),
    )


def _request(call: Call, webhook_id: str, at: datetime) -> CommandRequest[Webhook | None]:
    def respond(webhook: Webhook | None, version: int) -> bytes:
        location = f"{PREFIX}/{webhook_id}"
        return store_response(201, version, webhook_answer(existing(webhook)), location)

    return CommandRequest(
        stream=webhook_stream(webhook_id),
        routing_key=webhook_id,
        meta=meta_for(call.identity),
        occurred_at=at,
        respond=respond,
        key=call.key,
        author=call.author,
    )


def _add_reading(routes: APIRouter, hooks: WebhookApi) -> None:
    @routes.get("")
    async def list_webhook_subscriptions(
        identity: CurrentIdentity,
        paging: PagingOf,
        customer_id: Annotated[Id | None, Query()] = None,
        state: Annotated[WebhookState | None, Query()] = None,
    ) -> Page[WebhookAnswer]:
        """List webhooks by id; an authorized contact gets those of its own customer."""
        if identity.role == "contact":
            customer_id = customer_id or identity.customer_id or ""
            await check_authorized(hooks, identity, customer_id)
        after = str(paging.after[0]) if paging.after else None
        rows = await hooks.lists.webhooks(customer_id, state, after, paging.fetch)
        return paging.page(
            [listed_webhook_answer(row) for row in rows], lambda answer: (answer.webhook_id,)
        )

    @routes.get("/{webhook_id}", response_model=WebhookAnswer)
    async def get_webhook_subscription(webhook_id: Id, identity: CurrentIdentity) -> Response:
        """Tell of a webhook."""
        webhook, version = await kept_webhook(hooks, identity, webhook_id)
        return versioned(version, webhook_answer(webhook))


def _add_changing(routes: APIRouter, hooks: WebhookApi) -> None:
    @routes.patch("/{webhook_id}", response_model=WebhookAnswer)
    async def patch_webhook_subscription(
        webhook_id: Id, body: WebhookChange, call: CallOf
    ) -> Response:
        """Let it lead somewhere else or hear of something else; pause it, or resume it."""

        async def make(_now: datetime) -> ChangeWebhook:
            if body.url is not None:
                await check_address(hooks, body.url)
            return ChangeWebhook(
                url=body.url,
                description=body.description,
                event_types=body.event_types,
                state=body.state,
                changed_by=call.person,
            )

        return await carry_out_on_webhook(hooks, call, webhook_id, CHANGING_WEBHOOK, make)

    @routes.delete("/{webhook_id}", response_model=WebhookAnswer)
    async def delete_webhook_subscription(
        webhook_id: Id,
        call: CallOf,
        reason: Annotated[WhyUnsubscribed, Query()] = "no-longer-needed",
    ) -> Response:
        """Take a webhook away, with its deliveries and its secret; it is answered as it was."""

        async def make(_now: datetime) -> UnsubscribeWebhook:
            return UnsubscribeWebhook(reason=reason, unsubscribed_by=call.person)

        return await carry_out_on_webhook(hooks, call, webhook_id, UNSUBSCRIBING_WEBHOOK, make)


def _add_rotating(routes: APIRouter, hooks: WebhookApi) -> None:
    @routes.post("/{webhook_id}/rotate-secret", response_model=WebhookWithSecretAnswer)
    async def post_rotate_secret(
        webhook_id: Id, call: CallOf, body: SecretRotation | None = None
    ) -> Response:
        """Make a new secret, shown here once; the old one signs beside it for 24 hours, so that
        receivers can be told. One that leaked signs no longer."""
        secret_id, drawn = _new_id(call), list[str]()

        async def make(now: datetime) -> RotateWebhookSecret:
            drawn.append(await hooks.secrets.draw(webhook_id, secret_id))
            return RotateWebhookSecret(
                secret_id=secret_id,
                reason=(body or SecretRotation()).reason,
                rotated_by=call.person,
                now=now,
            )

        response = await carry_out_on_webhook(
            hooks, call, webhook_id, ROTATING_WEBHOOK_SECRET, make
        )
        return shown_once(response, secret=drawn[0] if drawn else None)


def _new_id(call: Call) -> str:
    """Return an id that a repeat of the request under the same key has, too."""
    return str(call.key.command_id if call.key else uuid4())
