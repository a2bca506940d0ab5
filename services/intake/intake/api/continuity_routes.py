"""Keeps a customer's maintenance over HTTP, and shows its years (CP-33)."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, TypeVar
from uuid import uuid4

from fastapi import APIRouter, Depends, Path, Response
from pydantic import BaseModel

from events.command_runner import Decider
from intake.adapters.care_deciders import (
    CORRECTING_MAINTENANCE,
    RECORDING_MAINTENANCE,
    SETTING_WINDOW,
    WITHDRAWING_MAINTENANCE,
)
from intake.adapters.care_streams import continuity_stream, load_continuity
from intake.adapters.streams import load_customer
from intake.api.continuity_answers import (
    MaintenanceAnswer,
    WindowAnswer,
    YearAnswer,
    allowance_answers,
    maintenance_answer,
    month_answers,
    recorded_maintenance,
    set_window,
    window_answer,
)
from intake.api.continuity_bodies import (
    CorrectedMaintenance,
    NewMaintenance,
    WindowBody,
    Withdrawal,
)
from intake.api.customer_bodies import YEARS
from intake.api.intake_api import CARE, IntakeApi
from intake.api.state_lists import page_of
from intake.api.visibility import audience_of, visible_customer
from intake.domain.continuity import Continuity
from intake.domain.continuity_year import judge_maintenance
from intake.domain.correct_maintenance import CorrectMaintenance
from intake.domain.customer import Customer
from intake.domain.record_maintenance import RecordMaintenance
from intake.domain.set_maintenance_window import SetMaintenanceWindow
from intake.domain.withdraw_maintenance import WithdrawMaintenance
from webapi.commands import Call, CallOf, Target, Work, carry_out, versioned
from webapi.error_codes import ErrorCodesRoute
from webapi.identity import CurrentIdentity, allow
from webapi.invalid_input import Id
from webapi.paging import Page, PagingOf

Command = TypeVar("Command")
Year = Annotated[int, Path(ge=YEARS[0], le=YEARS[1])]


def continuity_routes(api: IntakeApi) -> APIRouter:
    """Return the routes of maintenance windows, maintenance, and years of it."""
    routes = APIRouter(
        prefix="/v1/customers/{customer_id}", tags=["continuity"], route_class=ErrorCodesRoute
    )
    _add_windows(routes, api)
    _add_recording(routes, api)
    _add_correcting(routes, api)
    _add_withdrawing(routes, api)
    _add_reading(routes, api)
    return routes


def _add_windows(routes: APIRouter, api: IntakeApi) -> None:
    @routes.put(
        "/maintenance-windows/{window_id}",
        response_model=WindowAnswer,
        dependencies=[Depends(allow(*CARE))],
    )
    async def put_window(
        customer_id: Id, window_id: Id, body: WindowBody, call: CallOf
    ) -> Response:
        """Schedule a weekly or biweekly window, in place of what it was from `first_on` on."""

        def make(customer: Customer, _now: datetime) -> SetMaintenanceWindow:
            return SetMaintenanceWindow(
                customer_id=customer_id,
                ebc=customer.ebc,
                window=body.window(window_id),
                set_by=call.person,
            )

        return await _carry_out(
            api,
            call,
            customer_id,
            SETTING_WINDOW,
            make,
            lambda continuity: set_window(continuity, window_id),
        )

    @routes.get("/maintenance-windows")
    async def list_windows(
        customer_id: Id, identity: CurrentIdentity, paging: PagingOf
    ) -> Page[WindowAnswer]:
        """The windows, each as it was and is scheduled, by id and first day."""
        await visible_customer(api, identity, customer_id)
        continuity, _ = await load_continuity(api.store, customer_id)
        windows = [window_answer(it) for schedule in continuity.windows.values() for it in schedule]
        return page_of(windows, paging, lambda it: (it.window, it.first_on.isoformat()))


def _add_recording(routes: APIRouter, api: IntakeApi) -> None:
    @routes.post(
        "/maintenance",
        status_code=201,
        response_model=MaintenanceAnswer,
        dependencies=[Depends(allow(*CARE))],
    )
    async def post_maintenance(customer_id: Id, body: NewMaintenance, call: CallOf) -> Response:
        """Record maintenance that was done in a window, or unscheduled (`window` null).

        What ran over the window's end counts, too; what was unscheduled is shown and not counted.
        """
        # Drawn anew for a repeat, too, whose answer comes from its key.
        maintenance_id = body.maintenance_id or str(uuid4())

        def make(customer: Customer, now: datetime) -> RecordMaintenance:
            return RecordMaintenance(
                customer_id=customer_id,
                ebc=customer.ebc,
                maintenance_id=maintenance_id,
                stretch=body.stretch,
                text=body.text,
                recorded_by=call.person,
                now=now,
                vendors_zone=api.library.zone,
            )

        answer = _as_recorded(maintenance_id, call)
        return await _carry_out(
            api, call, customer_id, RECORDING_MAINTENANCE, make, answer, status=201
        )


def _add_correcting(routes: APIRouter, api: IntakeApi) -> None:
    @routes.put(
        "/maintenance/{maintenance_id}",
        response_model=MaintenanceAnswer,
        dependencies=[Depends(allow(*CARE))],
    )
    async def correct_maintenance(
        customer_id: Id, maintenance_id: Id, body: CorrectedMaintenance, call: CallOf
    ) -> Response:
        """Put right what was recorded, with the reason."""

        def make(_customer: Customer, now: datetime) -> CorrectMaintenance:
            return CorrectMaintenance(
                customer_id=customer_id,
                maintenance_id=maintenance_id,
                stretch=body.stretch,
                reason=body.reason,
                corrected_by=call.person,
                now=now,
                vendors_zone=api.library.zone,
            )

        answer = _as_recorded(maintenance_id, call)
        return await _carry_out(api, call, customer_id, CORRECTING_MAINTENANCE, make, answer)


def _add_withdrawing(routes: APIRouter, api: IntakeApi) -> None:
    @routes.post(
        "/maintenance/{maintenance_id}/withdraw",
        response_model=MaintenanceAnswer,
        dependencies=[Depends(allow(*CARE))],
    )
    async def withdraw_maintenance(
        customer_id: Id, maintenance_id: Id, body: Withdrawal, call: CallOf
    ) -> Response:
        """There was no such maintenance."""

        def make(_customer: Customer, _now: datetime) -> WithdrawMaintenance:
            return WithdrawMaintenance(
                customer_id=customer_id,
                maintenance_id=maintenance_id,
                reason=body.reason,
                withdrawn_by=call.person,
            )

        answer = _as_recorded(maintenance_id, call)
        return await _carry_out(api, call, customer_id, WITHDRAWING_MAINTENANCE, make, answer)


def _add_reading(routes: APIRouter, api: IntakeApi) -> None:
    @routes.get("/maintenance")
    async def list_maintenance(
        customer_id: Id, identity: CurrentIdentity, paging: PagingOf
    ) -> Page[MaintenanceAnswer]:
        """All maintenance, oldest first, also what is unscheduled or withdrawn."""
        await visible_customer(api, identity, customer_id)
        continuity, _ = await load_continuity(api.store, customer_id)
        audience = audience_of(identity)
        answers = [maintenance_answer(it, audience) for it in continuity.maintenance.values()]
        return page_of(answers, paging, lambda it: (it.started_at.isoformat(), it.maintenance_id))

    @routes.get("/continuity/{year}", response_model=YearAnswer)
    async def get_continuity(customer_id: Id, year: Year, identity: CurrentIdentity) -> Response:
        """The year by month: minutes, allowances taken and left, promises broken (CP-33).

        The longest months take the longest allowances.
        """
        customer, _ = await visible_customer(api, identity, customer_id)
        continuity, version = await load_continuity(api.store, customer_id)
        today = api.library.today(await api.store.now())
        return versioned(version, _year(api, customer, continuity, version, year, today))


def _year(
    api: IntakeApi,
    customer: Customer,
    continuity: Continuity,
    version: int,
    year: int,
    today: date,
) -> YearAnswer:
    # The terms of a past year are those of its end: a term that was renewed since has others.
    terms = api.library.of(customer, min(today, date(year, 12, 31)))
    allowances = terms.continuity.allowances
    judged = judge_maintenance(continuity, year, terms.continuity, today, api.library.zone)
    months = month_answers(year, judged, today)
    return YearAnswer(
        customer_id=customer.customer_id,
        year=year,
        ebc=customer.ebc,
        terms_version=terms.version,
        zone=api.library.zone.key,
        months=months,
        allowances=allowance_answers(judged, allowances),
        broken=[month.month for month in months if month.broke_promise],
        version=version,
    )


def _as_recorded(maintenance_id: str, call: Call) -> Callable[[Continuity], MaintenanceAnswer]:
    """Return what answers with the maintenance, as the caller may see it."""

    def answer(continuity: Continuity) -> MaintenanceAnswer:
        return recorded_maintenance(continuity, maintenance_id, audience_of(call.identity))

    return answer


async def _carry_out(
    api: IntakeApi,
    call: Call,
    customer_id: str,
    decider: Decider[Command, Continuity],
    make: Callable[[Customer, datetime], Command],
    answer: Callable[[Continuity], BaseModel],
    *,
    status: int = 200,
) -> Response:
    """Carry out a command on a customer's maintenance. Raises Unknown and what the decider does."""

    async def make_command(now: datetime) -> Command:
        # Read, and not decided on in one append: whether the customer has the promise changes with
        # an order form, not between two requests.
        customer, _ = await load_customer(api.store, customer_id)
        return make(customer, now)

    work = Work(
        decider=decider,
        make_command=make_command,
        answer=lambda continuity, _version: answer(continuity),
    )
    target = Target(continuity_stream(customer_id), customer_id, status)
    return await carry_out(api.store, target, call, work)
