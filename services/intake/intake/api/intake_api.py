"""Holds what intake's routes work with, and the roles that may use them."""

from dataclasses import dataclass
from typing import Final

from events.store.postgres_store import PostgresStore
from intake.adapters.engineer_table import EngineerTable
from intake.adapters.list_queries import ListQueries
from intake.adapters.terms_library import TermsLibrary
from webapi.identity import Role

SUPPORT: Final[tuple[Role, ...]] = ("agent", "oncall", "admin")
"""Those who answer customers for the vendor."""

OFFICE: Final[tuple[Role, ...]] = ("admin", "service")
"""Those who keep customers and their terms."""

CARE: Final[tuple[Role, ...]] = ("tam", "admin")
"""Those who keep account of what a plan gives beyond cases: TAM, benefits, maintenance."""


@dataclass(frozen=True, slots=True)
class IntakeApi:
    """The store, the lists beside it, the plans' terms, and the notifier's engineers."""

    store: PostgresStore
    lists: ListQueries
    library: TermsLibrary
    engineers: EngineerTable
