"""Makes intake's log with the lists that it keeps in step, and the vendor's terms behind them."""

from functools import cache
from pathlib import Path

from careplans.support_access import read_support_access
from careplans.terms import load_terms, read_terms
from events.catalogue.registry import CATALOGUE
from events.catalogue.terms import Promise
from events.clock import Clock
from events.store.connection import Pool
from events.store.postgres_store import PostgresStore, StoreOptions
from events.store.store_time import store_time
from intake.adapters.terms_library import TermsLibrary
from intake.projections.lists import Lists
from intake.projections.moved_cases import MovedCases
from intake.projections.webhooks import Webhooks
from intake.settings import SCHEMA, TermsSettings
from webapi.settings import load


def make_store(
    pool: Pool, shards: int, library: TermsLibrary, store_clock: Clock | None = None
) -> PostgresStore:
    """Return intake's log, which keeps the lists in step."""
    # Without CaseNumbers, which serves imports of a store: live cases take the sequence's numbers.
    inline = (Lists(SCHEMA, library.queue_rank), MovedCases(SCHEMA), Webhooks(SCHEMA))
    return PostgresStore(
        pool,
        SCHEMA,
        "intake",
        shards,
        options=StoreOptions(catalogue=CATALOGUE, time=store_time(store_clock), inline=inline),
    )


def library_of(terms_folder: Path | None) -> TermsLibrary:
    if terms_folder is None:
        return TermsLibrary(load_terms())
    # A vendor with terms of its own may keep the package's numbers, or rather bring its own.
    return TermsLibrary(read_terms(terms_folder), read_support_access(terms_folder / "support"))


@cache
def _library_of_environment() -> TermsLibrary:
    return library_of(load(TermsSettings).terms_folder)


def rank_by_environment(promise: Promise) -> int:
    """Return the rank of a promise's plan; it reads the terms when an import first needs them."""
    return _library_of_environment().queue_rank(promise)
