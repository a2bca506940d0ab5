"""One line of the catalogue: which event, in which version, owned by whom."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from events.catalogue.sealed_form import SealedForm, personal_fields, sealed_form_of
from events.event import Event, NewEvent

Owner = Literal["intake", "sla-clock", "notifier"]
Upcast = Callable[[dict[str, Any]], dict[str, Any]]
Class = type[msgspec.Struct]
PersonRule = Callable[[NewEvent], str]
"""Says whose key seals what is personal in an event."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An event: its `name` without version, the `version` of `type`, and how older ones are read.

    `upcasts[n]` turns the JSON object of version n into that of version n + 1.

    `person` says whose key seals what is personal in it; then the version after `version` is its
    sealed form, which is what is written where keys are kept. `words` are further fields that hold
    what a person wrote, and are sealed with it. `sealed_before` are those of the older versions
    that are sealed forms: each opens into the version before it, whose upcast leads on to the one
    after it. `erases` says whose key is dropped with the event.
    """

    name: str
    version: int
    type: type[Event]
    owner: str
    upcasts: dict[int, Upcast]
    person: PersonRule | None = None
    words: tuple[str, ...] = ()
    sealed_before: frozenset[int] = frozenset()
    erases: PersonRule | None = None

    @property
    def ce_type(self) -> str:
        """Return the CloudEvents type: `intake.case.opened.v1`."""
        return f"{self.name}.v{self.version}"

    @property
    def form(self) -> SealedForm | None:
        """Return how the event is sealed; None for one that holds nothing personal."""
        return None if self.person is None else sealed_form_of(self.type, self.sealed_fields)

    @property
    def sealed_fields(self) -> tuple[str, ...]:
        """Return the fields that hold what is personal."""
        return (*personal_fields(self.type), *self.words)

    @property
    def wire_version(self) -> int:
        """Return the version that is stored and sent: the sealed form's, if there is one."""
        return self.version if self.person is None else self.version + 1

    @property
    def wire_type(self) -> Class:
        """Return the class of what is stored and sent."""
        return self.type if self.form is None else self.form.wire

    @property
    def wire_name(self) -> str:
        """Return the CloudEvents type of what is stored and sent."""
        return f"{self.name}.v{self.wire_version}"
