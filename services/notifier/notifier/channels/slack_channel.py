"""Sends a page to a Slack incoming webhook, or to what speaks like one."""

from dataclasses import dataclass

from notifier.channels.channel import Letter, Outcome
from notifier.channels.http_delivery import HttpDelivery
from notifier.channels.http_exchange import HttpRequest
from notifier.channels.webhook_channel import KEY_HEADER
from notifier.domain.page_message import PageMessage, lines_of

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


@dataclass(frozen=True, slots=True)
class SlackChannel:
    """Slack has no dedup key of its own; ours goes along as a header for gateways that have one."""

    delivery: HttpDelivery

    async def send(self, address: str, letter: Letter) -> Outcome:
        """POST to the incoming webhook."""
        return await self.delivery.post(address, letter, _request)


def _request(message: PageMessage) -> HttpRequest:
    return HttpRequest(body=slack_body(message), headers={KEY_HEADER: message.attempt_key})


def slack_body(message: PageMessage) -> dict[str, object]:
    """The lines as text, and a button that opens the acknowledgement page."""
    *lines, _link = lines_of(message)
    text = "\n".join(line.translate(_ESCAPES) for line in lines)
    button = {
        "type": "button",
        "text": {"type": "plain_text", "text": "Acknowledge"},
        "style": "primary",
        "url": message.acknowledge_url,
    }
    section = {"type": "section", "text": {"type": "mrkdwn", "text": text[:3000]}}
    return {"text": text, "blocks": [section, {"type": "actions", "elements": [button]}]}
