"""What an event is in memory, before it is recorded and after."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid5

import msgspec

_DERIVED = UUID("5b0f3f6e-6f0a-5d0c-9e1d-7c2b1f3a4d55")


class Event(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A fact, in the past tense, owned by one service.

    Subclasses live in `events.catalogue` and never change once published.
    """


class Personal(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Personal data of an event, nested apart to keep it out of logs and exports."""


class Meta(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What is known about an event beside its data.

    `correlation_id` ties together all that one request caused; `causation_id` is the id of the
    event or command that caused this one; `imported` marks history, for which nobody is paged;
    `actor` is who did it (a token's subject, or a service), and `role` the role in which they did;
    None where a service did it by itself, and in what was recorded before roles were.
    """

    correlation_id: str
    causation_id: str | None = None
    traceparent: str | None = None
    actor: str | None = None
    imported: bool = False
    role: str | None = None


class NewEvent(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An event that is about to be recorded.

    `occurred_at` is when it happened in the world; the store adds when it was recorded. `author`
    (see `sealing/persons.py`) is who wrote what is personal in it, and `customer_id` the customer
    that it is about, where its data do not name one. Neither is recorded: they say whose key seals
    it.
    """

    data: Event
    event_id: UUID
    occurred_at: datetime
    meta: Meta
    author: str | None = None
    customer_id: str | None = None


class Recorded(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An event as the store holds it and as Kafka carries it.

    `seq` counts from 1 without gaps within (source, shard), in commit order; `version` counts from
    1 within the stream.
    """

    source: str
    shard: int
    seq: int
    stream: str
    version: int
    key: str
    event_id: UUID
    data: Event
    meta: Meta
    occurred_at: datetime
    recorded_at: datetime
    headers: Mapping[str, str] = msgspec.field(default_factory=dict)


def derived_id(cause: UUID, kind: str) -> UUID:
    """Return the id of the event of `kind` that follows from `cause`.

    The same cause always gives the same id.
    """
    return uuid5(_DERIVED, f"{cause}/{kind}")


def caused_by(cause: Recorded, *, actor: str) -> Meta:
    """Return the meta of an event that follows from `cause`.

    It keeps correlation, trace, and whether the cause was imported.
    """
    return Meta(
        correlation_id=cause.meta.correlation_id,
        causation_id=str(cause.event_id),
        traceparent=cause.meta.traceparent,
        actor=actor,
        imported=cause.meta.imported,
    )
