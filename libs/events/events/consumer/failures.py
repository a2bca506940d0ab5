"""What an error means for a partition: try again, or stop.

(A poisonous event is handled where it is applied.)
"""

import asyncpg

from events.errors import EventsError, Poison, Refused, Retryable, WrongExpectedVersion
from events.store.database_errors import database_is_gone

_PASSES = (
    TimeoutError,
    asyncpg.TransactionRollbackError,
    asyncpg.LockNotAvailableError,
    asyncpg.QueryCanceledError,
    asyncpg.InsufficientResourcesError,
    asyncpg.IdleInTransactionSessionTimeoutError,
)


class Trouble(Retryable):
    """Something that passes went wrong while a batch was applied.

    The batch was rolled back and is applied again after a pause.
    """


class Unforeseen(Refused):
    """A reaction raised an unforeseen error: a bug.

    The partition stops where it is; mend the code and start again.
    """


def meaning_of(error: Exception) -> Retryable | Refused:
    """Return the backbone's error for whatever ended a batch."""
    if isinstance(error, Retryable | Refused):
        return error
    if isinstance(error, (WrongExpectedVersion, *_PASSES)) or database_is_gone(error):
        return Trouble(_description(error))
    # Records are applied one by one before it comes to this, so no single event is to blame.
    if isinstance(error, Poison):
        return Unforeseen(f"{_description(error)} (raised where no single event is to blame)")
    return Unforeseen(_description(error))


def _description(error: Exception) -> str:
    """Return the error in words.

    Only our own errors show their text, since others may quote what people wrote.
    """
    return str(error) if isinstance(error, EventsError) else type(error).__name__
