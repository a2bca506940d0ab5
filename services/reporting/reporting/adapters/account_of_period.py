"""Reads a customer's account for a period, as of an instant (CP-29 to CP-33)."""

from datetime import datetime, timedelta

from careplans.terms import TermsCatalogue
from reporting.adapters.account_tables import read_case_numbers, read_facts
from reporting.adapters.read_review import ReviewReader
from reporting.domain.account import Account
from reporting.domain.customer_row import CustomerRow
from reporting.domain.draw_account import AccountPromise, AccountStretch, draw_account
from reporting.domain.plan_terms import BoughtTerm, plan_on
from reporting.domain.renewal import kept_terms, terms_of_plan


async def account_of(
    reader: ReviewReader,
    customer: CustomerRow,
    terms: list[BoughtTerm],
    catalogue: TermsCatalogue,
) -> Account:
    """Return the account for the reader's period, as of its instant."""
    stretch = _stretch(reader)
    bought = plan_on(terms, stretch.last)
    version = bought.terms_version if bought else customer.terms_version
    promise = AccountPromise(
        plan=terms_of_plan(bought, catalogue),
        continuity=kept_terms(catalogue, version).continuity if customer.ebc else None,
    )
    facts = await read_facts(reader.connection, reader.schema, reader.customer_id, reader.as_of)
    numbers = await read_case_numbers(reader.connection, reader.schema, reader.customer_id)
    return draw_account(facts, stretch, promise, numbers)


def _stretch(reader: ReviewReader) -> AccountStretch:
    zone = reader.period.zone
    return AccountStretch(
        start=reader.period.start,
        end=reader.period.end,
        until=reader.until,
        last=_last_day(reader.until, reader.period.start).astimezone(zone).date(),
        zone=zone,
    )


def _last_day(end: datetime, start: datetime) -> datetime:
    # The end is the first instant after the stretch.
    return max(end - timedelta(microseconds=1), start)
