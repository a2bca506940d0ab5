"""What an error of the database means for an append."""

import re

import asyncpg

from events.errors import CommandRaced, EventAlreadyRecorded, StoreUnavailable

_GONE = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
    # asyncpg's word for a connection that the server ended while nobody looked (its issues 784
    # and 1069).
    asyncpg.InternalClientError,
)
_CLOSED = re.compile(
    r"(cannot (perform operation|call [\w.]+\(\)): )?(the underlying )?(connection|pool)"
    r" (is clos(ed|ing)|was closed (in the middle of operation|during pool initialization)"
    r"|has been released back to the pool)"
)
"""All messages of asyncpg about a closed connection or pool, since it has no class for that.

A borrowed connection that the server ended goes back to the pool at once.
"""

DATABASE_ERRORS = (
    OSError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)
"""Everything that asyncpg may raise; `database_is_gone` tells what passes by itself."""


def database_is_gone(error: BaseException) -> bool:
    """Return whether the database went away; then nobody knows whether a commit happened.

    A wrong argument is a bug and never that, whatever its value says.
    """
    if isinstance(error, asyncpg.InterfaceError):
        return _CLOSED.fullmatch(str(error).partition("\n")[0]) is not None
    return isinstance(error, _GONE)


def meaning_of(error: BaseException) -> BaseException:
    """Return the backbone's error for one of the database's; the error itself if there is none."""
    if database_is_gone(error):
        gone = StoreUnavailable("the database went away while writing")
        gone.__cause__ = error
        return gone
    return _twice(error) if isinstance(error, asyncpg.UniqueViolationError) else error


def _twice(error: asyncpg.UniqueViolationError) -> BaseException:
    twice: BaseException = error
    if error.constraint_name == "es_event_id":
        twice = EventAlreadyRecorded("an event of this id is in the shard already")
        twice.__cause__ = error
    elif error.constraint_name == "es_command_pkey":
        twice = CommandRaced("another instance carried out this command at the same time")
        twice.__cause__ = error
    return twice
