"""One line of the catalogue: which event, in which version, owned by whom."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from events.event import Event

Owner = Literal["intake", "sla-clock", "notifier"]
Upcast = Callable[[dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Entry:
    """An event: its `name` without version, the `version` of `type`, and how older ones are read.

    `upcasts[n]` turns the JSON object of version n into that of version n + 1.
    """

    name: str
    version: int
    type: type[Event]
    owner: str
    upcasts: dict[int, Upcast]

    @property
    def ce_type(self) -> str:
        """Return the CloudEvents type: `intake.case.opened.v1`."""
        return f"{self.name}.v{self.version}"
