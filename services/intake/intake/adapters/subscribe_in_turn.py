"""Sets up webhooks of a customer one after the other.

Of two requests in the same instant, the second knows of the first's webhook.
"""

from dataclasses import replace

from events.command_runner import CommandRequest, append_of
from events.command_turns import TURNS
from events.errors import CommandRaced
from events.store.connection import Connection
from events.store.database_errors import DATABASE_ERRORS, meaning_of
from events.store.event_store import Appended
from intake.adapters.streams import Store
from intake.adapters.webhook_deciders import SUBSCRIBING_WEBHOOK
from intake.adapters.webhook_lists import WebhookLists
from intake.domain.subscribe_webhook import SubscribeWebhook
from intake.domain.webhook import Webhook


async def subscribe_in_turn(
    store: Store,
    lists: WebhookLists,
    command: SubscribeWebhook,
    request: CommandRequest[Webhook | None],
) -> tuple[bytes, bool]:
    """Set the webhook up beside those that its customer has in this very transaction.

    Returns the answer, and whether it was given before: the same request may have been carried out
    since its key was looked up. Raises what the decision raises, KeyReused, AnswerForgotten, and
    what `EventStore.append_in` raises; then nothing was written.
    """
    customer_id = command.wanted.customer_id
    # Commands of this process wait here, before they hold a connection: waiting for the database's
    # lock below costs one each.
    async with TURNS.of(store, f"webhooks-of-{customer_id}"):
        try:
            async with store.transaction() as tx:
                # Before any read: each statement after it sees what the turn before has committed.
                await lists.wait_for_turn(tx, customer_id)
                if (before := await _first_answer(store, tx, request)) is not None:
                    return before, True
                count = await lists.count_of(customer_id, tx)
                return await _subscribe(store, tx, replace(command, webhooks=count), request), False
        except DATABASE_ERRORS as error:
            raise meaning_of(error) from error


async def _first_answer(
    store: Store, tx: Connection, request: CommandRequest[Webhook | None]
) -> bytes | None:
    if request.key is None:
        return None
    record = await store.find_command_in(tx, request.key.command_id)
    return None if record is None else record.answer_to(request.key.fingerprint)


async def _subscribe(
    store: Store,
    tx: Connection,
    command: SubscribeWebhook,
    request: CommandRequest[Webhook | None],
) -> bytes:
    decider = SUBSCRIBING_WEBHOOK
    [event] = decider.decide(command, decider.initial)
    response = request.respond(decider.evolve(decider.initial, event), 1)
    (outcome,) = await store.append_in(tx, [append_of([event], 0, response, request)])
    if not isinstance(outcome, Appended):
        raise CommandRaced("the same key was used for another customer at the same time")
    return response
