"""Keeps customers and the terms they buy over HTTP: the office writes, others read."""

from datetime import date
from uuid import uuid4

from fastapi import APIRouter, Depends, Response

from careplans.terms import Terms
from intake.adapters.deciders import BUYING_TERM, GIVING_NOTICE, RECORDING_FEES, REGISTERING
from intake.adapters.streams import load_customer, load_customers
from intake.api.customer_answers import CustomerAnswer, CustomerSummary, UserAnswer
from intake.api.customer_bodies import Fees, NewCustomer, NewTerm, RenewalNotice
from intake.api.customer_commands import carry_out_on_customer, full_answer, reader_of, summary_of
from intake.api.intake_api import OFFICE, IntakeApi
from intake.api.visibility import visible_customer
from intake.domain.buy_term import BuyTerm
from intake.domain.errors import Unknown
from intake.domain.give_renewal_notice import GiveRenewalNotice
from intake.domain.give_seats import SeatsWanted, check_extra_seats
from intake.domain.record_fees import RecordFees
from intake.domain.register_customer import RegisterCustomer
from webapi.commands import Call, CallOf, arrival_of, versioned
from webapi.error_codes import ErrorCodesRoute
from webapi.identity import CurrentIdentity, Identity, allow
from webapi.invalid_input import Id
from webapi.paging import Page, PagingOf


def customer_routes(api: IntakeApi) -> APIRouter:
    """Return the routes of customers and their terms."""
    routes = APIRouter(prefix="/v1/customers", tags=["customers"], route_class=ErrorCodesRoute)
    _add_reading(routes, api)
    _add_registration(routes, api)
    _add_buying(routes, api)
    _add_notice(routes, api)
    return routes


def _add_reading(routes: APIRouter, api: IntakeApi) -> None:
    @routes.get("")
    async def list_customers(identity: CurrentIdentity, paging: PagingOf) -> Page[CustomerSummary]:
        """Customers by name; a contact sees its own."""
        only = await _own_customer(api, identity) if identity.role == "contact" else None
        after = (str(paging.after[0]), str(paging.after[1])) if paging.after else None
        rows = await api.lists.customers(only, after, paging.fetch)
        page = paging.page(rows, lambda row: row)
        now = await api.store.now()
        reader = reader_of(identity)
        customers = await load_customers(api.store, [customer_id for _, customer_id in page.items])
        items = [summary_of(api, customer, version, now, reader) for customer, version in customers]
        return Page(items=items, next=page.next)

    @routes.get("/{customer_id}", response_model=CustomerAnswer)
    async def get_customer(customer_id: Id, identity: CurrentIdentity) -> Response:
        """The customer with its terms and its people."""
        customer, version = await visible_customer(api, identity, customer_id)
        now = await api.store.now()
        return versioned(version, full_answer(api, customer, version, now, reader_of(identity)))

    @routes.get("/{customer_id}/users/{user_id}", response_model=UserAnswer)
    async def get_user(customer_id: Id, user_id: Id, identity: CurrentIdentity) -> Response:
        """One of the customer's people, as far as the caller may know of it (CP-8, CP-11)."""
        customer, version = await visible_customer(api, identity, customer_id)
        now = await api.store.now()
        shown = full_answer(api, customer, version, now, reader_of(identity))
        user = next((it for it in shown.users if it.user_id == user_id), None)
        if user is None:
            raise Unknown("unknown-user", "there is no such user")
        return versioned(version, user)


def _add_registration(routes: APIRouter, api: IntakeApi) -> None:
    @routes.post(
        "", status_code=201, response_model=CustomerAnswer, dependencies=[Depends(allow(*OFFICE))]
    )
    async def register(body: NewCustomer, call: CallOf) -> Response:
        """A customer with its first term (CP-1)."""
        customer_id = body.customer_id or str(uuid4())

        async def make_command(today: date) -> RegisterCustomer:
            return _registration(customer_id, body, api.library.in_force(today), today)

        return await carry_out_on_customer(
            api, call, customer_id, REGISTERING, make_command, status=201
        )

    @routes.put(
        "/{customer_id}/fees", response_model=CustomerAnswer, dependencies=[Depends(allow(*OFFICE))]
    )
    async def put_fees(customer_id: Id, body: Fees, call: CallOf) -> Response:
        """Whether all fees due are paid (CP-6)."""

        async def make_command(_today: date) -> RecordFees:
            return RecordFees(overdue=body.status == "overdue")

        return await carry_out_on_customer(api, call, customer_id, RECORDING_FEES, make_command)


def _add_buying(routes: APIRouter, api: IntakeApi) -> None:
    @routes.post(
        "/{customer_id}/terms",
        status_code=201,
        response_model=CustomerAnswer,
        dependencies=[Depends(allow(*OFFICE))],
    )
    async def post_term(customer_id: Id, body: NewTerm, call: CallOf) -> Response:
        """Renew, change the plan, or come back (CP-1 to CP-5)."""
        arrival = await arrival_of(api.store, call.key)
        today = api.library.today(arrival.at)

        async def make_command(today: date) -> BuyTerm:
            return _purchase(api, call, body, today)

        return await carry_out_on_customer(
            api,
            call,
            customer_id,
            BUYING_TERM,
            make_command,
            status=201,
            arrival=arrival,
            record_renewals_until=today,
        )


def _add_notice(routes: APIRouter, api: IntakeApi) -> None:
    @routes.post(
        "/{customer_id}/renewal-notice",
        response_model=CustomerAnswer,
        dependencies=[Depends(allow(*OFFICE))],
    )
    async def post_notice(customer_id: Id, body: RenewalNotice, call: CallOf) -> Response:
        """The customer does not renew (CP-3)."""
        arrival = await arrival_of(api.store, call.key)
        today = api.library.today(arrival.at)
        # A notice that is recorded late counts for the term in which it was given: what renewed
        # after that day did not.
        until = min(body.given_on, today)

        async def make_command(_today: date) -> GiveRenewalNotice:
            customer, _ = await load_customer(api.store, customer_id)
            last = api.library.renewed(customer, until).last_term
            return GiveRenewalNotice(
                given_on=body.given_on,
                terms=api.library.version(last.terms_version),
                # A notice is given where the customer is: its midnight counts (CP-3).
                today=api.library.today_at(customer, arrival.at),
                recorded_by=call.person,
                reason=body.reason,
            )

        return await carry_out_on_customer(
            api,
            call,
            customer_id,
            GIVING_NOTICE,
            make_command,
            arrival=arrival,
            record_renewals_until=until,
        )


async def _own_customer(api: IntakeApi, identity: Identity) -> str:
    """Return the contact's customer; the empty id, which nobody has, if it is no user of one."""
    try:
        await visible_customer(api, identity, identity.customer_id or "")
    except Unknown:
        return ""
    return identity.customer_id or ""


def _registration(
    customer_id: str, body: NewCustomer, terms: Terms, today: date
) -> RegisterCustomer:
    check_extra_seats(body.extra_seats, body.plan, terms)
    return RegisterCustomer(
        customer_id=customer_id,
        name=body.name,
        plan=body.plan,
        starts_on=body.term.starts_on,
        ends_on=body.term.ends_on,
        terms_version=terms.version,
        today=today,
        ebc=body.ebc,
        extra_seats=body.extra_seats,
        zone=body.zone,
    )


def _purchase(api: IntakeApi, call: Call, body: NewTerm, today: date) -> BuyTerm:
    return BuyTerm(
        plan=body.plan,
        starts_on=body.starts_on,
        ends_on=body.ends_on,
        terms=api.library.in_force(today),
        terms_of=api.library.version,
        today=today,
        buyer=call.person,
        accepts_losses=frozenset(body.accepts_losses),
        seats=SeatsWanted(keep=body.keeps_seats, extra=body.extra_seats),
        late_reason=body.late_reason,
    )
