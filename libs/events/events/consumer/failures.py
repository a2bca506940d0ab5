"""What an error means for a partition: try again, or stop.

(A poisonous event is dealt with where it is applied.)
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

    It was rolled back and is applied again after a pause.
    """


class Unforeseen(Refused):
    """A reaction raised an error that nobody foresaw: a bug.

    The partition stands where it is; mend the code and start again.
    """


def meaning_of(error: Exception) -> Retryable | Refused:
    """Return the backbone's class for any error that a batch ended with."""
    if isinstance(error, Retryable | Refused):
        return error
    if isinstance(error, (WrongExpectedVersion, *_PASSES)) or database_is_gone(error):
        return Trouble(_description(error))
    if isinstance(error, Poison):
        return Unforeseen(f"{_description(error)} (raised where no single event is to blame)")
    return Unforeseen(_description(error))


def _description(error: Exception) -> str:
    """Return the error in words: its text only where it is one of ours, since others may quote what
    people wrote."""
    return str(error) if isinstance(error, EventsError) else type(error).__name__
