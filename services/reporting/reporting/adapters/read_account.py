"""Reads a customer's account: as part of a review, and as it stands today (CP-29 to CP-33)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from events.catalogue.terms import Plan
from events.store.connection import Connection, in_schema
from reporting.adapters.account_of_period import account_of
from reporting.adapters.reach_tables import read_tam_names, read_user_names
from reporting.adapters.report_reader import ReportReader
from reporting.domain.account import Account, Renewal, Seats
from reporting.domain.period import read_period
from reporting.domain.plan_terms import plan_on
from reporting.domain.renewal import renewal_of, seats_of, terms_of_plan

_TAKEN = "select count(*) from {schema}.liaison where customer_id = $1"
_UNRESOLVED = """
select count(*) from {schema}.case_history where customer_id = $1 and until_seq is null
    and status in ('open', 'waiting-on-customer', 'worked-around')
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerAccount:
    """A customer as it stands today: `account` has the calls and moves of the current quarter.

    `plan` is the one in force today, None where none is; `tam_name` is the TAM's, None where nobody
    is named; `caller_names` are those of the users who called the TAM, by id. `unresolved`: its
    cases that somebody has to find the answer to.
    """

    customer_id: str
    name: str
    plan: Plan | None
    ebc: bool
    unresolved: int
    tam_name: str | None
    seats: Seats
    renewal: Renewal | None
    account: Account
    caller_names: Mapping[str, str]

    def without_names(self) -> "CustomerAccount":
        """Return the same for those who only count, and are told nobody to call at a customer."""
        return replace(self, caller_names={})


async def read_customer_account(reports: ReportReader, customer_id: str) -> CustomerAccount:
    """Return the customer's account as of now. Raises CustomerUnknown."""
    period = read_period(reports.quarter(), reports.zone)
    async with reports.reading() as snapshot:
        reader = reports.reader(snapshot.connection, customer_id, period, None)
        customer, terms = await reader.customer(), await reader.terms()
        account = await account_of(reader, customer, terms, reports.terms)
        names = await _tam_names(snapshot.connection, reports.schema, account)
        callers = await caller_names(snapshot.connection, reports.schema, customer_id, account)
        taken = await snapshot.connection.fetchval(in_schema(_TAKEN, reports.schema), customer_id)
        unresolved = await snapshot.connection.fetchval(
            in_schema(_UNRESOLVED, reports.schema), customer_id
        )
    today = reports.clock.now().astimezone(reports.zone).date()
    bought = plan_on(terms, today)
    return CustomerAccount(
        customer_id=customer_id,
        name=customer.name,
        plan=bought.plan if bought else None,
        ebc=customer.ebc,
        unresolved=unresolved,
        tam_name=names.get(account.tam.tam_id) if account.tam else None,
        seats=seats_of(customer, terms_of_plan(bought, reports.terms), taken),
        renewal=renewal_of(customer, today, reports.terms),
        account=account,
        caller_names=callers,
    )


async def caller_names(
    connection: Connection, schema: str, customer_id: str, account: Account
) -> Mapping[str, str]:
    """Return the names of the users who called the TAM (CP-31), as they are known now."""
    callers = sorted({call.caller_id for call in account.calls})
    return await read_user_names(connection, schema, customer_id, callers)


async def _tam_names(connection: Connection, schema: str, account: Account) -> dict[str, str]:
    tam_ids = [account.tam.tam_id] if account.tam else []
    return dict(await read_tam_names(connection, schema, tam_ids))
