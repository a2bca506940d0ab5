"""Carries out a command on a webhook, for those who may."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeVar

from fastapi import Response
from pydantic import BaseModel

from events.command_runner import Decider
from events.store.event_feed import EventFeed
from intake.adapters.streams import load_customer
from intake.adapters.webhook_deciders import load_webhook, webhook_stream
from intake.adapters.webhook_lists import WebhookLists
from intake.adapters.webhook_secrets import WebhookSecrets
from intake.api.intake_api import IntakeApi
from intake.api.visibility import sees, unknown_customer
from intake.api.webhook_answers import webhook_answer
from intake.domain.errors import Invalid, NotEntitled
from intake.domain.webhook import Webhook, unknown_webhook
from intake.domain.who_sees_case import sees_every_case
from webapi.commands import Call, Target, Work, carry_out
from webapi.identity import Identity, Role
from webapi.outbound.outbound_guard import OutboundGuard
from webapi.outbound.outbound_url import why_refused

Command = TypeVar("Command")

KEEPERS: Final[tuple[Role, ...]] = ("contact", "tam", "admin")
"""Those who keep webhooks; a contact has to be an authorized one, and keeps its customer's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookApi:
    """What the routes of webhooks work with."""

    api: IntakeApi
    lists: WebhookLists
    secrets: WebhookSecrets
    guard: OutboundGuard
    feed: EventFeed


async def check_keeps(hooks: WebhookApi, identity: Identity, webhook: Webhook) -> None:
    """Raise Unknown for a webhook that the caller may not know of; NotEntitled for a contact who
    is no authorized one (CP-8)."""
    if webhook.customer_id is None:
        if identity.role == "contact":
            raise unknown_webhook()
        return
    # Worded as for a webhook that is not there: nobody can try out ids.
    if not sees(identity, webhook.customer_id):
        raise unknown_webhook()
    await check_authorized(hooks, identity, webhook.customer_id)


async def check_authorized(hooks: WebhookApi, identity: Identity, customer_id: str) -> None:
    """Raise Unknown (`unknown-customer`) if there is none, or the caller may not know of it;
    NotEntitled for a contact who is no authorized one: a webhook tells of every case (CP-8)."""
    if not sees(identity, customer_id):
        raise unknown_customer()
    customer, _ = await load_customer(hooks.api.store, customer_id)
    if identity.role == "contact" and not sees_every_case(customer, identity.user_id or ""):
        raise NotEntitled(
            "authorized-contact-required", "Only an authorized contact of the customer may do this."
        )


async def kept_webhook(
    hooks: WebhookApi, identity: Identity, webhook_id: str
) -> tuple[Webhook, int]:
    """Return a webhook and its version, to somebody who may keep it."""
    webhook, version = await load_webhook(hooks.api.store, webhook_id)
    await check_keeps(hooks, identity, webhook)
    return webhook, version


async def check_address(hooks: WebhookApi, url: str) -> None:
    """Raise Invalid (`webhook-address-refused`) for an address to which nothing may be sent."""
    if problem := await why_refused(hooks.guard, url):
        raise Invalid("webhook-address-refused", f"nothing can be sent there: {problem}")


async def carry_out_on_webhook(
    hooks: WebhookApi,
    call: Call,
    webhook_id: str,
    decider: Decider[Command, Webhook | None],
    make: Callable[[datetime], Awaitable[Command]],
    *,
    status: int = 200,
    answer: Callable[[Webhook], BaseModel] = webhook_answer,
) -> Response:
    """Carry out the command that `make` makes from the store's time, by somebody who may.

    Raises Unknown (`unknown-webhook`), NotEntitled, and what `make` and the decider raise.
    """

    async def make_command(now: datetime) -> Command:
        await kept_webhook(hooks, call.identity, webhook_id)
        return await make(now)

    def answer_of(webhook: Webhook | None, _version: int) -> BaseModel:
        assert webhook is not None, "a command leads to a webhook"
        return answer(webhook)

    work = Work(decider=decider, make_command=make_command, answer=answer_of)
    target = Target(webhook_stream(webhook_id), webhook_id, status)
    return await carry_out(hooks.api.store, target, call, work)
