"""What the notifier's routes work with, and who may use them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final, TypeAlias

from fastapi import Depends

from events.store.connection import Pool
from events.store.postgres_store import PostgresStore
from notifier.adapters.page_list import PageList
from notifier.adapters.read_on_call_directory import Kind, read_directory, read_with_versions
from notifier.adapters.watch_cases import WatchedCases
from notifier.domain.on_call_directory import OnCallDirectory
from webapi.identity import Identity, Role, allow

READERS: Final[tuple[Role, ...]] = ("oncall", "agent", "admin")
"""Those who see engineers, schedules and pages, and may acknowledge; never a contact."""

PLANNERS: Final[tuple[Role, ...]] = ("admin",)
"""Those who define who can be paged, and how."""

COVER: Final[tuple[Role, ...]] = ("oncall", "admin")
"""Those who may take over a shift."""

Reader: TypeAlias = Annotated[Identity, Depends(allow(*READERS))]
Planner: TypeAlias = Annotated[Identity, Depends(allow(*PLANNERS))]
Cover: TypeAlias = Annotated[Identity, Depends(allow(*COVER))]


@dataclass(frozen=True, slots=True)
class NotifierApi:
    """The store, and the tables beside it."""

    store: PostgresStore
    pool: Pool
    schema: str
    pages: PageList
    watched: WatchedCases

    async def directory(self) -> OnCallDirectory:
        """Return everything that is defined now."""
        return await read_directory(self.pool, self.schema)

    async def with_versions(self, kind: Kind) -> tuple[OnCallDirectory, Mapping[str, int]]:
        """Return everything that is defined now, and the version of each thing of that kind."""
        return await read_with_versions(self.pool, self.schema, kind)
