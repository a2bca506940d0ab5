"""Keeps a customer's TAM over HTTP: who it is, calls between reviews, and visits (CP-29, CP-31)."""

from datetime import date, datetime
from uuid import uuid4

from fastapi import APIRouter, Depends, Response

from intake.adapters.care_deciders import (
    CALLING_OFF_VISIT,
    NAMING_TAM,
    RECORDING_TAM_CALL,
    RECORDING_VISIT,
)
from intake.adapters.care_streams import load_care
from intake.adapters.streams import load_case, load_customer
from intake.api.care_commands import carry_out_on_care
from intake.api.intake_api import CARE, SUPPORT, IntakeApi
from intake.api.state_lists import page_of
from intake.api.tam_answers import (
    CallOff,
    NamedTamAnswer,
    NewVisit,
    TamAnswer,
    TamBody,
    TamCallAnswer,
    TamCallBody,
    VisitAnswer,
    VisitBody,
)
from intake.domain.call_off_visit import CallOffVisit
from intake.domain.care import Care, NamedTam
from intake.domain.customer import Customer, user_of
from intake.domain.errors import Invalid
from intake.domain.name_tam import NameTam
from intake.domain.record_tam_call import RecordTamCall
from intake.domain.record_visit import RecordVisit
from webapi.commands import Call, CallOf, versioned
from webapi.error_codes import ErrorCodesRoute
from webapi.identity import allow
from webapi.invalid_input import Id
from webapi.paging import Page, PagingOf


def tam_routes(api: IntakeApi) -> APIRouter:
    """Return the routes of a customer's TAM."""
    routes = APIRouter(
        prefix="/v1/customers/{customer_id}", tags=["tam"], route_class=ErrorCodesRoute
    )
    _add_tam(routes, api)
    _add_calls(routes, api)
    _add_visits(routes, api)
    _add_lists(routes, api)
    return routes


def _add_tam(routes: APIRouter, api: IntakeApi) -> None:
    @routes.put("/tam", response_model=TamAnswer, dependencies=[Depends(allow(*CARE))])
    async def put_tam(customer_id: Id, body: TamBody, call: CallOf) -> Response:
        """Name the TAM from a day on; who was it before stays it until then."""
        today = api.library.today(await api.store.now())
        from_on = body.from_on or today

        async def make(customer: Customer, _now: datetime) -> NameTam:
            return NameTam(
                customer_id=customer_id,
                tam=NamedTam(tam_id=body.tam_id, name=body.name, from_on=from_on),
                plan=api.library.plan_in_force(customer, from_on, today),
                named_by=call.person,
            )

        return await carry_out_on_care(
            api, call, customer_id, NAMING_TAM, make, lambda care: _tam_answer(care, today)
        )

    @routes.get("/tam", response_model=TamAnswer, dependencies=[_READERS])
    async def get_tam(customer_id: Id) -> Response:
        """Who the TAM is, and who was it."""
        care, version = await _care(api, customer_id)
        today = api.library.today(await api.store.now())
        return versioned(version, _tam_answer(care, today))


def _add_calls(routes: APIRouter, api: IntakeApi) -> None:
    @routes.post(
        "/tam-calls",
        status_code=201,
        response_model=TamCallAnswer,
        dependencies=[Depends(allow(*CARE))],
    )
    async def post_call(customer_id: Id, body: TamCallBody, call: CallOf) -> Response:
        """Record that one of the customer's users called between reviews, about which cases."""
        # Drawn anew for a repeat, too, whose answer comes from its key.
        call_id = body.call_id or str(uuid4())

        async def make(customer: Customer, now: datetime) -> RecordTamCall:
            return await _tam_call(api, call, customer, body, call_id, now)

        return await carry_out_on_care(
            api,
            call,
            customer_id,
            RECORDING_TAM_CALL,
            make,
            lambda care: TamCallAnswer.model_validate(care.calls[call_id]),
            status=201,
        )


async def _tam_call(
    api: IntakeApi, call: Call, customer: Customer, body: TamCallBody, call_id: str, now: datetime
) -> RecordTamCall:
    user_of(customer, body.caller_id)
    for case_id in body.case_ids:
        case, _ = await load_case(api.store, case_id)
        if case.customer_id != customer.customer_id:
            raise Invalid("not-of-this-customer", "a case is another customer's")
    called_on = api.library.today(body.called_at)
    return RecordTamCall(
        customer_id=customer.customer_id,
        call_id=call_id,
        caller_id=body.caller_id,
        called_at=body.called_at,
        called_on=called_on,
        case_ids=body.case_ids,
        text=body.text,
        plan=api.library.plan_in_force(customer, called_on, api.library.today(now)),
        recorded_by=call.person,
        now=now,
    )


def _add_visits(routes: APIRouter, api: IntakeApi) -> None:
    care_only = [Depends(allow(*CARE))]

    @routes.post("/visits", status_code=201, response_model=VisitAnswer, dependencies=care_only)
    async def post_visit(customer_id: Id, body: NewVisit, call: CallOf) -> Response:
        """Record a visit: agreed for a day, or held on it."""
        visit_id = body.visit_id or str(uuid4())
        return await _record_visit(api, call, customer_id, visit_id, body, is_new=True)

    @routes.put("/visits/{visit_id}", response_model=VisitAnswer, dependencies=care_only)
    async def put_visit(customer_id: Id, visit_id: Id, body: VisitBody, call: CallOf) -> Response:
        """The visit is agreed for another day, or was held."""
        return await _record_visit(api, call, customer_id, visit_id, body, is_new=False)

    @routes.post("/visits/{visit_id}/call-off", response_model=VisitAnswer, dependencies=care_only)
    async def call_off(customer_id: Id, visit_id: Id, body: CallOff, call: CallOf) -> Response:
        """The visit is not held, or was not after all."""

        async def make(_customer: Customer, _now: datetime) -> CallOffVisit:
            return CallOffVisit(
                customer_id=customer_id,
                visit_id=visit_id,
                reason=body.reason,
                called_off_by=call.person,
            )

        return await carry_out_on_care(
            api, call, customer_id, CALLING_OFF_VISIT, make, lambda care: _visit(care, visit_id)
        )


async def _record_visit(
    api: IntakeApi, call: Call, customer_id: str, visit_id: str, body: VisitBody, *, is_new: bool
) -> Response:
    async def make(customer: Customer, now: datetime) -> RecordVisit:
        today = api.library.today(now)
        return RecordVisit(
            customer_id=customer_id,
            visit_id=visit_id,
            visit_on=body.visit_on,
            held=body.held,
            text=body.text,
            plan=api.library.plan_in_force(customer, body.visit_on, today),
            recorded_by=call.person,
            today=today,
            is_new=is_new,
        )

    return await carry_out_on_care(
        api,
        call,
        customer_id,
        RECORDING_VISIT,
        make,
        lambda care: _visit(care, visit_id),
        status=201 if is_new else 200,
    )


def _add_lists(routes: APIRouter, api: IntakeApi) -> None:
    @routes.get("/tam-calls", dependencies=[_READERS])
    async def list_calls(customer_id: Id, paging: PagingOf) -> Page[TamCallAnswer]:
        """Calls to the TAM, oldest first."""
        care, _ = await _care(api, customer_id)
        calls = [TamCallAnswer.model_validate(it) for it in care.calls.values()]
        return page_of(calls, paging, lambda it: (it.called_at.isoformat(), it.call_id))

    @routes.get("/visits", dependencies=[_READERS])
    async def list_visits(customer_id: Id, paging: PagingOf) -> Page[VisitAnswer]:
        """Visits by day, also those that are to come or were called off."""
        care, _ = await _care(api, customer_id)
        visits = [VisitAnswer.model_validate(it) for it in care.visits.values()]
        return page_of(visits, paging, lambda it: (it.visit_on.isoformat(), it.visit_id))


async def _care(api: IntakeApi, customer_id: str) -> tuple[Care, int]:
    # Only for its refusal: without events a stream is empty, of whomever it would be.
    await load_customer(api.store, customer_id)
    return await load_care(api.store, customer_id)


def _tam_answer(care: Care, today: date) -> TamAnswer:
    current = care.tam_on(today)
    return TamAnswer(
        current=NamedTamAnswer.model_validate(current) if current else None,
        named=[NamedTamAnswer.model_validate(tam) for tam in care.tams],
    )


def _visit(care: Care, visit_id: str) -> VisitAnswer:
    return VisitAnswer.model_validate(care.visits[visit_id])


_READERS = Depends(allow("tam", *SUPPORT))
