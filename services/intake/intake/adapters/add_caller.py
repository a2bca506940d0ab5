"""Adds a caller whom nobody knew in the transaction of what the call led to: both are recorded, or
neither (CP-13)."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final, TypeVar

from events.errors import WrongExpectedVersion
from events.event import NewEvent, derived_id
from events.store.connection import Connection
from events.store.event_store import Append, Conflict, Outcome
from events.store.postgres_store import PostgresStore
from intake.adapters.deciders import ADDING_USER
from intake.adapters.streams import customer_stream
from intake.domain.add_user import AddUser, check_is_known
from intake.domain.customer import existing

T = TypeVar("T")
_TRIES: Final = 64
"""As often as any command is decided again; each time somebody else makes progress."""


async def append_of_caller(
    store: PostgresStore, tx: Connection, customer_id: str, adds: AddUser | None, with_: NewEvent
) -> list[Append]:
    """Return the append of the new user; none where nobody is to be added, or somebody has.

    `with_`: the event that it is recorded with. Raises Conflicting for one who was removed, Invalid
    for one whom somebody has added under another name.
    """
    if adds is None:
        return []
    stream = customer_stream(customer_id)
    recorded = await store.read_stream_in(tx, stream, customer_id)
    customer = existing(ADDING_USER.fold(recorded))
    # Two calls at once add one.
    if known := customer.users.get(adds.user_id):
        check_is_known(adds, known)
        return []
    added = [
        NewEvent(
            data=event,
            event_id=derived_id(with_.event_id, f"caller/{adds.user_id}"),
            occurred_at=with_.occurred_at,
            meta=with_.meta,
            author=with_.author,
        )
        for event in ADDING_USER.decide(adds, customer)
    ]
    # The version that was read: somebody may add the same user in another way meanwhile.
    return [
        Append(
            stream=stream,
            routing_key=customer_id,
            expected_version=len(recorded),
            events=added,
        )
    ]


def check_all_written(outcomes: Sequence[Outcome]) -> None:
    """Raise WrongExpectedVersion if a stream has moved on, so that nothing of it all is written."""
    for outcome in outcomes:
        if isinstance(outcome, Conflict):
            raise WrongExpectedVersion(outcome.stream, outcome.expected, outcome.actual)


async def until_undisturbed(attempt: Callable[[], Awaitable[T]]) -> T:
    """Return what the first attempt returns during which no stream moved on.

    Raises what the attempts raise; WrongExpectedVersion if others kept winning.
    """
    for _ in range(_TRIES - 1):
        try:
            return await attempt()
        except WrongExpectedVersion:
            continue
    return await attempt()
