"""Sends a page to PagerDuty (Events API v2); the contact method's address is `URL#routing-key`."""

from dataclasses import dataclass
from urllib.parse import urldefrag

from notifier.channels.channel import Letter, Outcome, Refused
from notifier.channels.http_delivery import HttpDelivery
from notifier.channels.webhook_channel import webhook_body
from notifier.domain.page_message import PageMessage, title_of
from webapi.outbound.http_exchange import HttpRequest, json_request

# The longest that PagerDuty permits.
_LONGEST_SUMMARY = 1024


@dataclass(frozen=True, slots=True)
class PagerDutyChannel:
    """The attempt's key is PagerDuty's `dedup_key`."""

    delivery: HttpDelivery

    async def send(self, address: str, letter: Letter) -> Outcome:
        """Trigger an alert."""
        # The key stands in the fragment, which no HTTP client would send: it goes in the body only.
        url, routing_key = urldefrag(address)
        if not routing_key:
            return Refused("routing-key-missing")

        def request(message: PageMessage) -> HttpRequest:
            return json_request(pagerduty_body(message, routing_key))

        return await self.delivery.post(url, letter, request)


def pagerduty_body(message: PageMessage, routing_key: str) -> dict[str, object]:
    """Return an Events API v2 `trigger`."""
    facts = message.facts
    return {
        "routing_key": routing_key,
        "event_action": "trigger",
        "dedup_key": message.attempt_key,
        "payload": {
            "summary": title_of(facts)[:_LONGEST_SUMMARY],
            "source": "tocsin",
            "severity": "info"
            if facts.drill
            else "critical"
            if facts.priority == "P1"
            else "error",
            "timestamp": facts.raised_at.isoformat(),
            "custom_details": webhook_body(message),
        },
        "links": [{"href": message.acknowledge_url, "text": "Acknowledge"}],
    }
