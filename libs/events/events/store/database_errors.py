"""What an error of the database means for an append."""

import asyncpg

from events.errors import EventAlreadyRecorded, StoreUnavailable

_GONE = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
)


def database_is_gone(error: BaseException) -> bool:
    """Whether the database went away: then whether a commit happened is not known."""
    if isinstance(error, asyncpg.InterfaceError):
        return not isinstance(error, asyncpg.DataError) and "clos" in str(error)
    return isinstance(error, _GONE)


def meaning_of(error: BaseException) -> BaseException:
    """The backbone's error for one of the database's; the error itself where it has no name of ours."""
    if database_is_gone(error):
        gone = StoreUnavailable("the database went away while writing")
        gone.__cause__ = error
        return gone
    if isinstance(error, asyncpg.UniqueViolationError) and error.constraint_name == "es_event_id":
        twice = EventAlreadyRecorded("an event of this id is in the shard already")
        twice.__cause__ = error
        return twice
    return error
