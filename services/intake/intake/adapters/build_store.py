"""Makes intake's log with the lists that it keeps in step, and the vendor's terms behind them."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

from careplans.look_again import CalendarFolder
from careplans.support_access import read_support_access
from careplans.terms import load_terms
from careplans.vendors_folder import read_vendors_folder
from events.catalogue.registry import CATALOGUE
from events.catalogue.terms import Promise
from events.clock import Clock
from events.store.connection import Pool
from events.store.postgres_store import InlineProjection, PostgresStore, StoreOptions
from events.store.sealing_keys import SealingKeyTable
from events.store.store_time import store_time
from intake.adapters.terms_library import TermsLibrary
from intake.projections.case_numbers import CaseNumbers
from intake.projections.erased_people import ErasedPeople, TakeNote
from intake.projections.lists import Lists
from intake.projections.moved_cases import MovedCases
from intake.projections.service_request_list import ServiceRequestList
from intake.projections.webhooks import Webhooks
from intake.settings import SCHEMA, TermsSettings
from webapi.load_settings import load


def make_store(
    pool: Pool,
    shards: int,
    library: TermsLibrary,
    store_clock: Clock | None = None,
    keys: SealingKeyTable | None = None,
    take_note: TakeNote | None = None,
) -> PostgresStore:
    """Return intake's log, which keeps the lists in step, and seals where there are keys.

    `take_note` notes erasures apart from the database.
    """
    # Without CaseNumbers, which serves imports of a store: live cases take the sequence's numbers.
    inline = (
        Lists(SCHEMA, library.queue_rank),
        MovedCases(SCHEMA),
        ServiceRequestList(SCHEMA),
        Webhooks(SCHEMA),
        # After the lists: of what the same append put into them, too.
        ErasedPeople(SCHEMA, take_note),
    )
    return PostgresStore(
        pool,
        SCHEMA,
        "intake",
        shards,
        options=StoreOptions(
            catalogue=CATALOGUE, time=store_time(store_clock), inline=inline, sealer=keys
        ),
    )


def library_of(terms_folder: Path | None, calendars: CalendarFolder | None = None) -> TermsLibrary:
    """Return the terms of the vendor's folder, or the package's; see TermsLibrary."""
    if terms_folder is None:
        return TermsLibrary(load_terms())
    # A vendor with terms of its own may keep the package's numbers, or rather bring its own.
    return TermsLibrary(
        read_vendors_folder(terms_folder),
        read_support_access(terms_folder / "support"),
        calendars,
    )


@cache
def library_of_environment() -> TermsLibrary:
    """Return the terms that the environment names, or those that come with Tocsin."""
    return library_of(load(TermsSettings).terms_folder)


def rank_by_environment(promise: Promise) -> int:
    """Return the rank of a promise's plan; it reads the terms when an import first needs them."""
    return library_of_environment().queue_rank(promise)


IMPORT_PROJECTIONS: Final[Sequence[InlineProjection]] = (
    Lists(SCHEMA, rank_by_environment),
    MovedCases(SCHEMA),
    ServiceRequestList(SCHEMA),
    Webhooks(SCHEMA),
    # An imported store brings cases with numbers that the sequence has not reached.
    CaseNumbers(SCHEMA),
    ErasedPeople(SCHEMA),
)
"""What fills intake's own tables while a store is imported."""
