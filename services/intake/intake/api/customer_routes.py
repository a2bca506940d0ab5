"""Customers and the terms they buy: registered and renewed by the office, seen by those who serve
them and by themselves.
"""

from datetime import date
from uuid import uuid4

from fastapi import APIRouter, Depends, Response

from careplans.entitlements import may_buy_extra_seats
from careplans.terms import Terms
from intake.adapters.streams import load_customer
from intake.api.customer_answers import CustomerAnswer, CustomerSummary
from intake.api.customer_bodies import Fees, NewCustomer, NewTerm, RenewalNotice
from intake.api.customer_commands import carry_out, full_answer, reader_of, summary_of
from intake.api.desk import OFFICE, CallOf, Desk
from intake.api.kept_answers import versioned
from intake.api.visibility import visible_customer
from intake.domain import buy_term, give_renewal_notice, register_customer, settle_fees
from intake.domain.buy_term import BuyTerm
from intake.domain.errors import NotEntitled, Unknown
from intake.domain.give_renewal_notice import GiveRenewalNotice
from intake.domain.register_customer import RegisterCustomer
from intake.domain.settle_fees import SettleFees
from webapi.error_codes import ErrorCodesRoute
from webapi.identity import CurrentIdentity, Identity, allow
from webapi.invalid_input import Id
from webapi.paging import Page, PagingOf


def customer_routes(desk: Desk) -> APIRouter:
    """All of them, at this desk."""
    routes = APIRouter(prefix="/v1/customers", tags=["customers"], route_class=ErrorCodesRoute)
    _add_reading(routes, desk)
    _add_registration(routes, desk)
    _add_terms(routes, desk)
    return routes


def _add_reading(routes: APIRouter, desk: Desk) -> None:
    @routes.get("")
    async def list_customers(identity: CurrentIdentity, paging: PagingOf) -> Page[CustomerSummary]:
        """Customers by name; a contact sees its own."""
        only = await _own_customer(desk, identity) if identity.role == "contact" else None
        after = (str(paging.after[0]), str(paging.after[1])) if paging.after else None
        found = await desk.lists.customers(only, after, paging.fetch)
        page = paging.page(found, lambda row: row)
        now = await desk.store.now()
        reader = reader_of(identity)
        items = [await summary_of(desk, customer_id, now, reader) for _, customer_id in page.items]
        return Page(items=items, next=page.next)

    @routes.get("/{customer_id}", response_model=CustomerAnswer)
    async def get_customer(customer_id: Id, identity: CurrentIdentity) -> Response:
        """The customer with its terms and its people."""
        customer, version = await visible_customer(desk, identity, customer_id)
        now = await desk.store.now()
        return versioned(version, full_answer(desk, customer, version, now, reader_of(identity)))


def _add_registration(routes: APIRouter, desk: Desk) -> None:
    @routes.post(
        "", status_code=201, response_model=CustomerAnswer, dependencies=[Depends(allow(*OFFICE))]
    )
    async def register(body: NewCustomer, call: CallOf) -> Response:
        """A customer with its first term (CP-1)."""
        customer_id = body.customer_id or str(uuid4())
        return await carry_out(
            desk,
            call,
            customer_id,
            register_customer.decide,
            lambda today: _registration(customer_id, body, desk.books.in_force(today)),
            status=201,
        )

    @routes.put(
        "/{customer_id}/fees", response_model=CustomerAnswer, dependencies=[Depends(allow(*OFFICE))]
    )
    async def put_fees(customer_id: Id, body: Fees, call: CallOf) -> Response:
        """Whether all fees due are paid (CP-6)."""
        command = SettleFees(overdue=body.status == "overdue")
        return await carry_out(desk, call, customer_id, settle_fees.decide, lambda _today: command)


def _add_terms(routes: APIRouter, desk: Desk) -> None:
    office = [Depends(allow(*OFFICE))]

    @routes.post(
        "/{customer_id}/terms", status_code=201, response_model=CustomerAnswer, dependencies=office
    )
    async def post_term(customer_id: Id, body: NewTerm, call: CallOf) -> Response:
        """Renew, change the plan, or come back (CP-1 to CP-5)."""
        today = desk.books.today(await desk.store.now())
        pinned = await _last_terms(desk, customer_id, today)
        return await carry_out(
            desk,
            call,
            customer_id,
            buy_term.decide,
            lambda today: _purchase(body, desk.books.in_force(today), pinned, today),
            status=201,
            record_renewals_until=today,
        )

    @routes.post(
        "/{customer_id}/renewal-notice", response_model=CustomerAnswer, dependencies=office
    )
    async def post_notice(customer_id: Id, body: RenewalNotice, call: CallOf) -> Response:
        """The customer does not renew (CP-3)."""
        # A notice that is recorded late counts for the term it was given in: what renewed after that day did not.
        on = min(body.given_on, desk.books.today(await desk.store.now()))
        terms = await _last_terms(desk, customer_id, on)
        return await carry_out(
            desk,
            call,
            customer_id,
            give_renewal_notice.decide,
            lambda today: GiveRenewalNotice(given_on=body.given_on, terms=terms, today=today),
            record_renewals_until=on,
        )


async def _own_customer(desk: Desk, identity: Identity) -> str:
    """The customer that a contact is a user of; the empty id, which nobody has, for who is a user
    of none.
    """
    try:
        await visible_customer(desk, identity, identity.customer_id or "")
    except Unknown:
        return ""
    return identity.customer_id or ""


def _registration(customer_id: str, body: NewCustomer, terms: Terms) -> RegisterCustomer:
    if not may_buy_extra_seats(body.plan, body.extra_seats, terms):
        raise NotEntitled(
            "seats-taken", f"{terms.plan(body.plan).name} has no {body.extra_seats} extra seats"
        )
    return RegisterCustomer(
        customer_id=customer_id,
        name=body.name,
        plan=body.plan,
        starts_on=body.term.starts_on,
        ends_on=body.term.ends_on,
        terms_version=terms.version,
        ebc=body.ebc,
        extra_seats=body.extra_seats,
    )


def _purchase(body: NewTerm, terms: Terms, pinned: Terms, today: date) -> BuyTerm:
    return BuyTerm(
        plan=body.plan,
        starts_on=body.starts_on,
        ends_on=body.ends_on,
        terms=terms,
        pinned=pinned,
        today=today,
    )


async def _last_terms(desk: Desk, customer_id: str, on: date) -> Terms:
    """The terms that the customer's last term is pinned to, of those that had begun or were bought
    by that day.
    """
    customer, _ = await load_customer(desk.store, customer_id)
    return desk.books.version(desk.books.renewed(customer, on).last_term.terms_version)
