"""Decides whose reports somebody may read (CP-8).

The vendor's people read all, a customer's authorized contacts its own. Its other people read their
cases at intake, and no report.
"""

from reporting.adapters.report_reader import ReportReader
from webapi.case_readers import CaseReaders
from webapi.identity import Identity, own_customer
from webapi.problems import not_found


def reads_names(identity: Identity) -> bool:
    """Return whether the caller is told whom to call at a customer: not those who only count."""
    return identity.role != "analyst"


async def readable(
    reports: ReportReader, identity: Identity, customer_id: str | None
) -> str | None:
    """Return the customer whose rows this person may read: None for all, the empty id for none.

    Raises 404 for a contact who asks about another customer.
    """
    if identity.role != "contact":
        return customer_id
    if customer_id is not None:
        own_customer(identity, customer_id)
    is_liaison = await CaseReaders(reports.schema).is_liaison(reports.pool, identity)
    # Not None, which would be all customers. No customer has the empty id, so this is none.
    return identity.customer_id if is_liaison else ""


async def check_reads(reports: ReportReader, identity: Identity, customer_id: str) -> None:
    """Raise 404 if this person may not read this customer's reports."""
    if await readable(reports, identity, customer_id) != customer_id:
        # Not 403: whether such a customer exists is nobody else's to know.
        raise not_found()
