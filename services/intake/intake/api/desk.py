"""What every route needs: the store, the lists, the plans' books, and who asks for what under which
key.
"""

from dataclasses import dataclass
from typing import Annotated, TypeAlias

from fastapi import Depends

from events.command_runner import CommandKey
from intake.adapters.list_queries import ListQueries
from intake.adapters.plan_books import PlanBooks
from intake.adapters.streams import Store
from webapi.etags import IfMatch
from webapi.idempotency import CommandKeyOf
from webapi.identity import CurrentIdentity, Identity, Role

SUPPORT: tuple[Role, ...] = ("agent", "oncall", "admin")
"""Who answers for the vendor."""

OFFICE: tuple[Role, ...] = ("admin", "service")
"""Who keeps customers and their terms."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The service behind the routes."""

    store: Store
    lists: ListQueries
    books: PlanBooks


@dataclass(frozen=True, slots=True)
class Call:
    """Who asks, under which Idempotency-Key, having seen which version."""

    identity: Identity
    key: CommandKey | None
    expected_version: int | None

    @property
    def person(self) -> str:
        """The id by which the asker is written into events."""
        return self.identity.user_id or self.identity.subject

    @property
    def is_contact(self) -> bool:
        """Whether a customer asks, not the vendor."""
        return self.identity.role == "contact"


async def call(identity: CurrentIdentity, key: CommandKeyOf, expected_version: IfMatch) -> Call:
    """The call that this request is."""
    return Call(identity, key, expected_version)


CallOf: TypeAlias = Annotated[Call, Depends(call)]
