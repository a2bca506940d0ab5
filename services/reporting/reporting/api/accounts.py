"""Tells what a customer's plan gives it beside its cases, as it stands (CP-29 to CP-33)."""

from fastapi import APIRouter

from reporting.adapters.read_account import CustomerAccount, read_customer_account
from reporting.adapters.report_reader import ReportReader
from reporting.adapters.who_reads import check_reads, reads_names
from webapi.identity import CurrentIdentity


def account_routes(reports: ReportReader) -> APIRouter:
    """Return the router of customers' accounts."""
    router = APIRouter(prefix="/v1", tags=["accounts"])

    @router.get("/customers/{customer_id}/account")
    async def get_account(customer_id: str, identity: CurrentIdentity) -> CustomerAccount:
        """A customer's TAM, the calls and moves of the quarter so far, and of the year: visits,
        benefits and maintenance; its seats, and until when a notice would stop its renewal.
        """
        await check_reads(reports, identity, customer_id)
        account = await read_customer_account(reports, customer_id)
        return account if reads_names(identity) else account.without_names()

    return router
