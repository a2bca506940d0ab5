"""Small appends for the store's tests: comments on a case, whose text says which one it is."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from events.catalogue.case_events import CaseCommented, MessageText
from events.event import Meta, NewEvent, Recorded
from events.store.event_store import Append, CommandRecord
from tests.support.event_stores import NOON

META = Meta(correlation_id="test")


def comment(text: str = "hello", *, case_id: str = "c-1", event_id: UUID | None = None) -> NewEvent:
    """Return a comment on a case, about to be recorded."""
    data = CaseCommented(case_id=case_id, author_id="agent-1", personal=MessageText(text=text))
    return NewEvent(data=data, event_id=event_id or uuid4(), occurred_at=NOON, meta=META)


def append_to(
    case_id: str,
    *texts: str,
    expected: int | None = None,
    command: CommandRecord | None = None,
    recorded_at: datetime | None = None,
) -> Append:
    """Return an append of comments, one for each text, to the stream of a case."""
    return Append(
        stream=f"case-{case_id}",
        routing_key=case_id,
        expected_version=expected,
        events=[comment(text, case_id=case_id) for text in texts or ("hello",)],
        command=command,
        recorded_at=recorded_at,
    )


def command(fingerprint: bytes = b"body", response: bytes = b"first answer") -> CommandRecord:
    """Return a command with an id of its own."""
    return CommandRecord(command_id=uuid4(), fingerprint=fingerprint, response=response)


def texts(events: Sequence[Recorded]) -> list[str]:
    """Return what the comments say, in order."""
    return [event.data.personal.text for event in events if isinstance(event.data, CaseCommented)]
