"""What refuses a command to the notifier; each docstring says what the caller can do about it."""

from datetime import datetime


class NotifierRefusal(Exception):
    """Every refusal of the notifier's domain is one of these."""


class PageNotFound(NotifierRefusal):
    """There is no such page. Look at `GET /v1/pages`."""


class PageOver(NotifierRefusal):
    """The page is resolved: nothing more can be done with it."""


class AlreadyAcknowledged(NotifierRefusal):
    """Somebody has the page already: `by`, since `at`. Talk to them, or escalate it."""

    def __init__(self, by: str, at: datetime) -> None:
        super().__init__(f"already acknowledged by {by}")
        self.by, self.at = by, at


class NoFurtherStep(NotifierRefusal):
    """The page has no chain, for no rule was found. Make a rule, or page somebody by hand: `POST /v1/pages`."""


class LastP1Rule(NotifierRefusal):
    """It is the last rule that pages for a P1 of this plan and area. Make another one first."""

    def __init__(self, plan: str, area: str) -> None:
        super().__init__(
            f"a P1 of plan {plan} and area {area} would page nobody any more; make another rule first"
        )
        self.plan, self.area = plan, area


class UnknownOnCallThing(NotifierRefusal):
    """An engineer, schedule or policy that is named does not exist. Define it first."""

    def __init__(self, kind: str, name: str) -> None:
        super().__init__(f"there is no {kind} {name!r}")
        self.kind, self.name = kind, name


class LinkRefused(NotifierRefusal):
    """The link does not do what it was made for."""


class LinkTampered(LinkRefused):
    """The link was not made by us, or was changed on its way. Use the link from the message as it is."""


class LinkExpired(LinkRefused):
    """The link is too old. Acknowledge through the API, or wait for the next message."""
