"""Makes sure that a connection returns to its pool clean: no borrower pays for the query of
another."""

from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import asyncpg

T = TypeVar("T")


class LentConnection(asyncpg.Connection):  # type: ignore[misc]  # asyncpg has no types
    """An asyncpg connection that ends what a failed query left half done.

    asyncpg sends a statement to be parsed, and sends the Sync that ends the exchange only together
    with the arguments. If these cannot be encoded (or the caller is cancelled in between) no Sync
    is sent: the server stays inside an implicit transaction, and the next `begin` with an isolation
    level fails, whoever sends it.
    """

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        self._in_doubt = False

    async def execute(self, *args: Any, **options: Any) -> Any:
        """Do as asyncpg's `execute`, and note if it fails."""
        return await self._watched(super().execute, args, options)

    async def executemany(self, *args: Any, **options: Any) -> Any:
        """Do as asyncpg's `executemany`, and note if it fails."""
        return await self._watched(super().executemany, args, options)

    async def fetch(self, *args: Any, **options: Any) -> Any:
        """Do as asyncpg's `fetch`, and note if it fails."""
        return await self._watched(super().fetch, args, options)

    async def fetchrow(self, *args: Any, **options: Any) -> Any:
        """Do as asyncpg's `fetchrow`, and note if it fails."""
        return await self._watched(super().fetchrow, args, options)

    async def fetchval(self, *args: Any, **options: Any) -> Any:
        """Do as asyncpg's `fetchval`, and note if it fails."""
        return await self._watched(super().fetchval, args, options)

    async def copy_records_to_table(self, *args: Any, **options: Any) -> Any:
        """Do as asyncpg's `copy_records_to_table`, and note if it fails."""
        return await self._watched(super().copy_records_to_table, args, options)

    async def end_what_is_half_done(self) -> None:
        """Bring the server back to where no query is under way, if a query has failed since."""
        if self._in_doubt and not self.is_closed() and not self.is_in_transaction():
            # A simple query ends an implicit transaction. (An explicit one goes on unharmed without
            # it.)
            await super().execute("select")
        self._in_doubt = False

    async def _watched(
        self,
        call: Callable[..., Coroutine[object, object, T]],
        args: tuple[Any, ...],
        options: dict[str, Any],
    ) -> T:
        # Set before the call: a cancellation in the middle of it leaves the mark standing.
        self._in_doubt = True
        try:
            result = await call(*args, **options)
        except (asyncpg.InterfaceError, asyncpg.DataError):
            # An argument may have been refused before it was sent: the same borrower may go on,
            # too.
            await self.end_what_is_half_done()
            raise
        self._in_doubt = False
        return result
