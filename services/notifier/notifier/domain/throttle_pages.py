"""Keeps a storm readable: a first P1 goes out at once, what exceeds a share is bundled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from events.catalogue.on_call_events import PageReason

MOST_TOGETHER = 40
_URGENT: frozenset[PageReason] = frozenset({"p1-opened", "p1-idle", "cover-breached", "by-hand"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Throttle:
    """At most `messages` to one contact method within `window`; beyond that they are bundled."""

    messages: int = 6
    window: timedelta = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A message that is due to one contact method of one person."""

    attempt_key: str
    reason: PageReason
    first_of_its_case: bool

    @property
    def urgent(self) -> bool:
        """Tell whether it waits for nothing."""
        return is_urgent(self.reason, first=self.first_of_its_case)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """One message to send; `also` are those that it carries."""

    attempt_key: str
    also: tuple[str, ...] = ()


def throttle_pages(due: Sequence[Outgoing], sent_lately: int, throttle: Throttle) -> list[Bundle]:
    """Return what to send, in order, of all that is due to one contact method.

    `sent_lately` messages went to it within the window.

    What is urgent, such as a P1 that is new to its case, is never held back nor put into another
    message. A bundle is never held back either, so nothing waits.
    """
    urgent = [message for message in due if message.urgent]
    others = [message for message in due if not message.urgent]
    share = throttle.messages - sent_lately - len(urgent)
    # The last message of the share is the bundle. Where only one is left for it, it goes alone.
    count = max(0, share - 1)
    alone, rest = others[:count], others[count:]
    bundles = [Bundle(attempt_key=message.attempt_key) for message in (*urgent, *alone)]
    together = (rest[start : start + MOST_TOGETHER] for start in range(0, len(rest), MOST_TOGETHER))
    return [
        *bundles,
        *(Bundle(attempt_key=first.attempt_key, also=_keys(more)) for first, *more in together),
    ]


def _keys(messages: Sequence[Outgoing]) -> tuple[str, ...]:
    return tuple(message.attempt_key for message in messages)


def is_urgent(reason: PageReason, *, first: bool) -> bool:
    """Tell whether it waits for nothing: a P1 or a call for help that rings for the first time."""
    return reason in _URGENT and first
