"""Sends a page to a Slack incoming webhook, or to what speaks like one."""

from dataclasses import dataclass

from notifier.channels.channel import Letter, Outcome
from notifier.channels.http_delivery import HttpDelivery
from notifier.channels.webhook_channel import KEY_HEADER
from notifier.domain.page_message import PageMessage, lines_of
from webapi.outbound.http_exchange import HttpRequest, json_request

# The three letters that Slack asks to be escaped.
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


@dataclass(frozen=True, slots=True)
class SlackChannel:
    """Slack has no dedup key of its own; ours goes along as a header for gateways that have one."""

    delivery: HttpDelivery

    async def send(self, address: str, letter: Letter) -> Outcome:
        """POST to the incoming webhook."""
        return await self.delivery.post(address, letter, _request)


def _request(message: PageMessage) -> HttpRequest:
    return json_request(slack_body(message), {KEY_HEADER: message.attempt_key})


def slack_body(message: PageMessage) -> dict[str, object]:
    """Return blocks of plain text, each page with a button that opens its acknowledgement page.

    `text` is for notifications and gateways.

    Nothing in it is markup, so a subject can neither call a whole channel nor set a link.
    """
    lines, others = lines_of(message), [f"Also: {page.title}" for page in message.also]
    button = {"type": "actions", "elements": [_button(message.acknowledge_url)]}
    carried = [
        {**_section(line), "accessory": _button(page.acknowledge_url)}
        for line, page in zip(others, message.also, strict=True)
    ]
    return {
        "text": _calling_nobody("\n".join((*lines, *others))),
        "blocks": [_section("\n".join(lines)), button, *carried],
        # For gateways that read `text` alone: no name, link or channel is made of its words.
        "mrkdwn": False,
        "parse": "none",
        "link_names": False,
        "unfurl_links": False,
        "unfurl_media": False,
    }


def _section(text: str) -> dict[str, object]:
    return {
        "type": "section",
        "text": {"type": "plain_text", "emoji": False, "text": text.translate(_ESCAPES)},
    }


def _button(url: str) -> dict[str, object]:
    name = {"type": "plain_text", "text": "Acknowledge"}
    return {"type": "button", "text": name, "style": "primary", "url": url}


def _calling_nobody(text: str) -> str:
    """Break up mentions: gateways like Slack read `@channel` in bare text as a call."""
    return text.translate(_ESCAPES).replace("@", "@\N{WORD JOINER}")
