"""Keeps a storm readable: the first P1 goes out at once and alone, what exceeds a person's share is bundled into one message."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from events.catalogue.on_call_events import PageReason


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """One message to send; `also` are those that it carries."""

    attempt_key: str
    also: tuple[str, ...] = ()


def throttle_pages(due: Sequence[Outgoing], sent_lately: int, throttle: Throttle) -> list[Bundle]:
    """What to send, in order, of all that is due to one contact method to which `sent_lately` went within the window.

    A P1 that is new to its case is never held back nor put into another message; a bundle is never held back either, so nothing waits.
    """
    urgent = [message for message in due if _is_urgent(message)]
    others = [message for message in due if not _is_urgent(message)]
    share = max(0, throttle.messages - sent_lately - len(urgent))
    alone, rest = (others, []) if len(others) <= share else (others[: max(0, share - 1)], others[max(0, share - 1) :])
    bundles = [Bundle(attempt_key=message.attempt_key) for message in (*urgent, *alone)]
    if rest:
        bundles.append(Bundle(attempt_key=rest[0].attempt_key, also=tuple(m.attempt_key for m in rest[1:])))
    return bundles


def _is_urgent(message: Outgoing) -> bool:
    return message.reason == "p1-opened" and message.first_of_its_case
