"""What refuses a command to the notifier; each docstring says what the caller can do about it."""

from datetime import datetime
from typing import Literal

from events.refusal import Refusal

NotifierCode = Literal[
    "not-found",
    "page-is-over",
    "already-acknowledged",
    "no-further-step",
    "last-p1-rule",
    "nobody-to-page",
    "unknown-reference",
]


class NotifierRefusal(Refusal[NotifierCode]):
    """Every refusal of a command by the notifier's domain is one of these."""


class PageNotFound(NotifierRefusal):
    """There is no such page. Look at `GET /v1/pages`."""

    def __init__(self, detail: str = "there is no such page") -> None:
        super().__init__("not-found", detail)


class EngineerNotFound(NotifierRefusal):
    """No engineer of this id was ever defined. Look at `GET /v1/engineers`."""

    def __init__(self, detail: str = "there is no such engineer") -> None:
        super().__init__("not-found", detail)


class PageOver(NotifierRefusal):
    """The page is resolved: nothing more can be done with it."""

    def __init__(self, detail: str = "the page is resolved") -> None:
        super().__init__("page-is-over", detail)


class AlreadyAcknowledged(NotifierRefusal):
    """Somebody has the page already: `by`, since `at`. Talk to them, or escalate it."""

    def __init__(self, by: str, at: datetime) -> None:
        super().__init__("already-acknowledged", f"already acknowledged by {by}")
        self.by, self.at = by, at


class NoFurtherStep(NotifierRefusal):
    """The page has no chain, because no rule matched it.

    Define a rule, or page somebody by hand: `POST /v1/pages`.
    """

    def __init__(self) -> None:
        super().__init__(
            "no-further-step", "the page has no chain: no routing rule was found for it"
        )


class LastP1Rule(NotifierRefusal):
    """It is the last rule that pages for a P1 of this plan and area. Define another one first."""

    def __init__(self, plan: str, area: str) -> None:
        super().__init__(
            "last-p1-rule",
            f"a P1 of plan {plan} and area {area} would page nobody any more; "
            "make another rule first",
        )
        self.plan, self.area = plan, area


class NobodyToPage(NotifierRefusal):
    """No routing rule leads a drill anywhere. Define a rule with the reason `drill`."""

    def __init__(self) -> None:
        super().__init__("nobody-to-page", "No routing rule with the reason drill matches.")


class UnknownOnCallThing(NotifierRefusal):
    """An engineer, schedule or policy that is named does not exist. Define it first."""

    def __init__(self, kind: str, name: str) -> None:
        super().__init__("unknown-reference", f"there is no {kind} {name!r}")
        self.kind, self.name = kind, name


class LinkRefused(Exception):
    """A link does not do what it was made for; its page says so, and no API answers with it."""


class LinkTampered(LinkRefused):
    """The link was not made by us, or was changed on its way. Use the link from the message."""


class LinkExpired(LinkRefused):
    """The link is too old. Acknowledge through the API, or wait for the next message."""
