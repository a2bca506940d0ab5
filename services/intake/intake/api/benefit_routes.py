"""Keeps count of a customer's benefits over HTTP, and shows it by year (CP-32)."""

from datetime import date, datetime
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, ConfigDict

from events.catalogue.care_events import Benefit
from events.catalogue.care_events import BenefitUse as UseKind
from intake.adapters.care_deciders import USING_BENEFIT, WITHDRAWING_BENEFIT_USE
from intake.adapters.care_streams import load_care
from intake.api.care_commands import carry_out_on_care
from intake.api.continuity_bodies import Withdrawal
from intake.api.customer_bodies import YEARS, Day
from intake.api.customer_commands import reader_of
from intake.api.intake_api import CARE, IntakeApi
from intake.api.state_lists import page_of
from intake.api.visibility import visible_customer
from intake.domain.care import Care, Use
from intake.domain.count_benefits import count_benefits
from intake.domain.customer import Customer, user_of
from intake.domain.use_benefit import UseBenefit, same_use
from intake.domain.who_sees_case import who_is_shown
from intake.domain.withdraw_benefit_use import WithdrawBenefitUse
from webapi.commands import CallOf, versioned
from webapi.error_codes import ErrorCodesRoute
from webapi.identity import CurrentIdentity, Identity, allow
from webapi.invalid_input import Id, Name, RequestBody
from webapi.paging import Page, PagingOf

WantedYear = Annotated[int | None, Query(ge=YEARS[0], le=YEARS[1])]


class UseBody(RequestBody):
    """A use of a benefit: what, when, at which session, release or fair, and by whom."""

    use: UseKind
    used_on: Day
    occasion: Name | None = None
    user_id: Id | None = None


class UseAnswer(BaseModel):
    """A use of a benefit; `user_id` null: all of the customer's people, or whom one may not know.

    `recorded_by` and `note` are told to the vendor's people only.
    """

    model_config = ConfigDict(from_attributes=True)

    use_id: str
    benefit: Benefit
    use: UseKind
    used_on: date
    occasion: str | None
    user_id: str | None
    withdrawn: bool
    recorded_by: str | None
    note: str | None


class CountAnswer(BaseModel):
    """A benefit in a year; `yearly` null: without a number. `tam-visit` is counted here, too."""

    model_config = ConfigDict(from_attributes=True)

    benefit: str
    in_plan: bool
    yearly: int | None
    uses: dict[str, int]
    left: int | None


class BenefitsAnswer(BaseModel):
    """A customer's benefits in a year; `in_plan` by the plan in force at the year's end, or today.

    Where none is in force, nothing is in it, and nothing is left (CP-4).
    """

    customer_id: str
    year: int
    benefits: list[CountAnswer]
    version: int


def benefit_routes(api: IntakeApi) -> APIRouter:
    """Return the routes of benefits."""
    routes = APIRouter(
        prefix="/v1/customers/{customer_id}/benefits",
        tags=["benefits"],
        route_class=ErrorCodesRoute,
    )
    _add_using(routes, api)
    _add_withdrawing(routes, api)
    _add_reading(routes, api)
    return routes


def _add_using(routes: APIRouter, api: IntakeApi) -> None:
    @routes.put("/{benefit}", response_model=UseAnswer, dependencies=[Depends(allow(*CARE))])
    async def put_benefit(
        customer_id: Id, benefit: Benefit, body: UseBody, call: CallOf
    ) -> Response:
        """Record that the customer had the benefit; the same once more changes nothing."""
        use = Use(
            use_id=str(uuid4()),
            benefit=benefit,
            kind=body.use,
            used_on=body.used_on,
            occasion=body.occasion,
            user_id=body.user_id,
            recorded_by=call.person,
        )

        async def make(customer: Customer, now: datetime) -> UseBenefit:
            if use.user_id is not None:
                user_of(customer, use.user_id)
            today = api.library.today(now)
            plan = api.library.plan_in_force(customer, use.used_on, today)
            return UseBenefit(customer_id=customer_id, use=use, plan=plan, today=today)

        return await carry_out_on_care(
            api, call, customer_id, USING_BENEFIT, make, lambda care: _recorded(care, use)
        )


def _add_withdrawing(routes: APIRouter, api: IntakeApi) -> None:
    @routes.post(
        "/{benefit}/uses/{use_id}/withdraw",
        response_model=UseAnswer,
        dependencies=[Depends(allow(*CARE))],
    )
    async def withdraw_use(
        customer_id: Id, benefit: Benefit, use_id: Id, body: Withdrawal, call: CallOf
    ) -> Response:
        """It did not come about, or was recorded by mistake: it counts for nothing."""

        async def make(_customer: Customer, _now: datetime) -> WithdrawBenefitUse:
            return WithdrawBenefitUse(
                customer_id=customer_id,
                benefit=benefit,
                use_id=use_id,
                reason=body.reason,
                withdrawn_by=call.person,
            )

        return await carry_out_on_care(
            api,
            call,
            customer_id,
            WITHDRAWING_BENEFIT_USE,
            make,
            lambda care: _use_answer(care.uses[use_id]),
        )


def _add_reading(routes: APIRouter, api: IntakeApi) -> None:
    @routes.get("", response_model=BenefitsAnswer)
    async def get_benefits(
        customer_id: Id, identity: CurrentIdentity, year: WantedYear = None
    ) -> Response:
        """How often the customer had each benefit in a year (this one), and what is left."""
        customer, _ = await visible_customer(api, identity, customer_id)
        care, version = await load_care(api.store, customer_id)
        today = api.library.today(await api.store.now())
        wanted = year or today.year
        # A past year by the plan at its end, as for maintenance.
        plan = api.library.plan_on(customer, min(today, date(wanted, 12, 31)), today)
        answer = BenefitsAnswer(
            customer_id=customer_id,
            year=wanted,
            benefits=[CountAnswer.model_validate(it) for it in count_benefits(care, wanted, plan)],
            version=version,
        )
        return versioned(version, answer)

    @routes.get("/{benefit}/uses")
    async def list_uses(
        customer_id: Id,
        benefit: Benefit,
        identity: CurrentIdentity,
        paging: PagingOf,
        year: WantedYear = None,
    ) -> Page[UseAnswer]:
        """The uses of a benefit by day, of one year or of all."""
        customer, _ = await visible_customer(api, identity, customer_id)
        care, _ = await load_care(api.store, customer_id)
        uses = [
            _shown(_use_answer(it), identity, customer)
            for it in care.uses.values()
            if it.benefit == benefit and year in {None, it.used_on.year}
        ]
        return page_of(uses, paging, lambda it: (it.used_on.isoformat(), it.use_id))


def _recorded(care: Care, use: Use) -> UseAnswer:
    """Return the use as recorded: just now, or by the one that told the same before."""
    return _use_answer(next(it for it in care.counted(use.benefit) if same_use(it, use)))


def _use_answer(use: Use) -> UseAnswer:
    return UseAnswer(
        use_id=use.use_id,
        benefit=use.benefit,
        use=use.kind,
        used_on=use.used_on,
        occasion=use.occasion,
        user_id=use.user_id,
        withdrawn=use.withdrawn,
        recorded_by=use.recorded_by,
        note=use.note,
    )


def _shown(answer: UseAnswer, identity: Identity, customer: Customer) -> UseAnswer:
    """Return the use as the caller may read it: a user knows of whom it may know of (CP-11)."""
    reader = reader_of(identity)
    if reader.audience == "vendor":
        return answer
    hidden: dict[str, object] = {"recorded_by": None, "note": None}
    if reader.audience == "customer":
        known = {user.user_id for user in who_is_shown(customer, reader.user_id)}
        hidden["user_id"] = answer.user_id if answer.user_id in known else None
    return answer.model_copy(update=hidden)
