"""Sends a page as JSON to any address that takes a POST."""

from dataclasses import dataclass

from events.one_line import one_line
from notifier.channels.channel import Letter, Outcome
from notifier.channels.http_delivery import HttpDelivery
from notifier.domain.page_message import (
    LONGEST_WHAT,
    PageMessage,
    customers_words,
    due_in_words,
    minutes_left,
    reach_in_words,
    title_of,
)
from webapi.outbound.http_exchange import HttpRequest, json_request

KEY_HEADER = "Idempotency-Key"


@dataclass(frozen=True, slots=True)
class WebhookChannel:
    """A webhook, with the attempt's key in `Idempotency-Key` and `dedup_key`.

    A receiver that has seen the key drops the message.
    """

    delivery: HttpDelivery

    async def send(self, address: str, letter: Letter) -> Outcome:
        """POST to `address`."""
        return await self.delivery.post(address, letter, _request)


def _request(message: PageMessage) -> HttpRequest:
    return json_request(webhook_body(message), {KEY_HEADER: message.attempt_key})


def webhook_body(message: PageMessage) -> dict[str, object]:
    """Return what a receiver reads; fields are added, never taken away.

    Times are RFC 3339 in UTC. `subject` is in the customer's words.
    """
    facts = message.facts
    return {
        "title": title_of(facts),
        "what": one_line(facts.what, LONGEST_WHAT),
        "subject": customers_words(facts),
        "reach": reach_in_words(facts),
        "may_be_out_of_date": message.outdated,
        "known_until": message.known_until.isoformat() if message.known_until else None,
        "note": None if facts.note is None else one_line(facts.note),
        "reason": facts.reason,
        "drill": facts.drill,
        "case_id": facts.case_id,
        "number": facts.number,
        "priority": facts.priority,
        "plan": facts.plan,
        "customer_id": facts.customer_id,
        "customer": None if facts.customer is None else one_line(facts.customer),
        "due_at": facts.due_at.isoformat() if facts.due_at else None,
        "due": due_in_words(facts.due_at, message.now),
        "minutes_left": minutes_left(facts.due_at, message.now),
        "page_id": facts.page_id,
        "raised_at": facts.raised_at.isoformat(),
        "engineer_id": message.engineer_id,
        "step": message.step,
        "round": message.round,
        "dedup_key": message.attempt_key,
        "also": [
            {"title": page.title, "acknowledge_url": page.acknowledge_url} for page in message.also
        ],
        "acknowledge_url": message.acknowledge_url,
    }
