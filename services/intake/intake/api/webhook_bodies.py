"""The bodies of requests about webhooks."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from events.catalogue.webhook_events import WhyRotated
from intake.domain.webhook import PUBLIC_TYPES
from webapi.cursors import LONGEST_CURSOR
from webapi.invalid_input import Id, Instant, RequestBody
from webapi.outbound.outbound_url import OutboundUrl
from webapi.visible_line import one_visible_line


def _line_or_nothing(text: str) -> str:
    return one_visible_line(text) if text else text


Description = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=200),
    AfterValidator(_line_or_nothing),
]
EventTypes = Annotated[
    list[Annotated[str, StringConstraints(max_length=100)]],
    Field(
        max_length=100,
        description=f"What it hears of; empty: all that there is. {', '.join(PUBLIC_TYPES)}",
    ),
]


class NewWebhook(RequestBody):
    """Where to send what, about whose cases.

    A contact's is about its own customer. For the vendor, `customer_id` null is everybody.
    """

    url: OutboundUrl
    event_types: EventTypes = Field(default_factory=list)
    customer_id: Id | None = None
    description: Description = ""


class WebhookChange(RequestBody):
    """What is to be different; what is left out stays as it is. `active` resumes."""

    url: OutboundUrl | None = None
    event_types: EventTypes | None = None
    description: Description | None = None
    state: Literal["active", "paused"] | None = None


class SecretRotation(RequestBody):
    """Why the secret is replaced: where it leaked, the old one signs no longer."""

    reason: WhyRotated = "routine"


class Replay(RequestBody):
    """From where on to send again: since an instant, or after a position of `GET /v1/events`."""

    since: Instant | None = None
    after: Annotated[str, StringConstraints(max_length=LONGEST_CURSOR)] | None = None

    @model_validator(mode="after")
    def _either(self) -> "Replay":
        if (self.since is None) == (self.after is None):
            raise ValueError("needs either since or after")
        return self
