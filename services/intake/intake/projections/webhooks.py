"""Keeps which webhooks there are, inside the transaction of every append."""

from collections.abc import Sequence

from events.catalogue.webhook_events import (
    WebhookChanged,
    WebhookDisabled,
    WebhookPaused,
    WebhookResumed,
    WebhookSecretRotated,
    WebhookSubscribed,
    WebhookUnsubscribed,
)
from events.event import Recorded
from events.store.connection import Connection, in_schema

TABLES = (
    """
    create table {schema}.webhook (
        webhook_id text primary key, customer_id text, url text not null,
        description text not null, event_types text[] not null, state text not null,
        disabled_for text, secret_id text not null, old_secret_id text, old_until timestamptz,
        subscribed_at timestamptz not null, tries_since timestamptz
    )
    """,
    "create index webhook_of_customer on {schema}.webhook (customer_id, webhook_id)",
)

_SUBSCRIBE = """
insert into {schema}.webhook (
    webhook_id, customer_id, url, description, event_types, state, secret_id, subscribed_at
) values ($1, $2, $3, $4, $5, 'active', $6, $7)
on conflict (webhook_id) do nothing
"""
# `tries_since`: what failed before is held against nobody, for there is somebody else at the other
# end now, or a person has said that it works again.
_CHANGE = """
update {schema}.webhook set url = $2, description = $3, event_types = $4,
    tries_since = case when url = $2 then tries_since else $5 end
where webhook_id = $1
"""
_SWITCH = "update {schema}.webhook set state = $2, disabled_for = $3 where webhook_id = $1"
_RESUME = """
update {schema}.webhook set state = 'active', disabled_for = null, tries_since = $2
where webhook_id = $1
"""
# Where the secret is the new one already, the event is applied a second time.
_ROTATE = """
update {schema}.webhook set secret_id = $2, old_secret_id = secret_id, old_until = $3
where webhook_id = $1 and secret_id <> $2
"""
_UNSUBSCRIBE = "delete from {schema}.webhook where webhook_id = $1"


class Webhooks:
    """The inline projection of webhooks."""

    def __init__(self, schema: str) -> None:
        self._schema = schema

    async def __call__(self, tx: Connection, events: Sequence[Recorded], /) -> None:
        """Put the events into the table. Doing it again changes nothing."""
        for recorded in events:
            await self._apply(tx, recorded)

    async def _apply(self, tx: Connection, recorded: Recorded) -> None:
        match recorded.data:
            case WebhookSubscribed(personal=to) as it:
                values = (it.customer_id, to.url, to.description, it.event_types, it.secret_id)
                await self._run(tx, _SUBSCRIBE, it.webhook_id, *values, recorded.recorded_at)
            case WebhookChanged(personal=to) as it:
                to_what = (to.url, to.description, it.event_types)
                await self._run(tx, _CHANGE, it.webhook_id, *to_what, recorded.recorded_at)
            case WebhookPaused(webhook_id=webhook_id):
                await self._run(tx, _SWITCH, webhook_id, "paused", None)
            case WebhookResumed(webhook_id=webhook_id):
                await self._run(tx, _RESUME, webhook_id, recorded.recorded_at)
            case WebhookDisabled(webhook_id=webhook_id, reason=reason):
                await self._run(tx, _SWITCH, webhook_id, "disabled", reason)
            case WebhookSecretRotated() as it:
                await self._run(tx, _ROTATE, it.webhook_id, it.secret_id, it.old_until)
            case WebhookUnsubscribed(webhook_id=webhook_id):
                await self._run(tx, _UNSUBSCRIBE, webhook_id)
            case _:
                pass

    async def _run(self, tx: Connection, statement: str, *values: object) -> None:
        await tx.execute(in_schema(statement, self._schema), *values)
