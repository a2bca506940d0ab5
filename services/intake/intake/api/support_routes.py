"""Changes how support is reached, tells what holds from when, and lists the notices of it to a
customer (CP-15)."""

from datetime import datetime
from uuid import uuid4

from fastapi import APIRouter, Depends, Response

from careplans.support_access import SupportAccess
from intake.adapters.support_deciders import (
    CHANGING_SUPPORT_ACCESS,
    ROUTING_KEY,
    STREAM,
    load_support_changes,
)
from intake.api.customer_bodies import Day
from intake.api.intake_api import IntakeApi
from intake.api.state_lists import page_of
from intake.api.support_answers import (
    SupportAccessBody,
    SupportChangeAnswer,
    SupportNoticeAnswer,
    change_answer,
    notice_answer,
)
from intake.api.visibility import audience_of, own_cases_only, visible_customer
from intake.domain.change_support_access import ChangeSupportAccess
from intake.domain.errors import NotEntitled
from intake.domain.support_access import SupportChanges, notices_of
from webapi.commands import CallOf, Target, Work, carry_out
from webapi.error_codes import ErrorCodesRoute
from webapi.identity import CurrentIdentity, allow
from webapi.invalid_input import Id
from webapi.paging import Page, PagingOf


def support_routes(api: IntakeApi) -> APIRouter:
    """Return the routes of how support is reached."""
    routes = APIRouter(prefix="/v1", tags=["plans"], route_class=ErrorCodesRoute)
    _add_changing(routes, api)
    _add_listing(routes, api)
    _add_notices(routes, api)
    return routes


def _add_changing(routes: APIRouter, api: IntakeApi) -> None:
    @routes.put(
        "/plans/support/{valid_from}",
        response_model=SupportChangeAnswer,
        dependencies=[Depends(allow("admin"))],
    )
    async def put_support_access(
        valid_from: Day, body: SupportAccessBody, call: CallOf
    ) -> Response:
        """From this day on, today or later, support is reached like this; the authorized contacts
        of all customers get notice. What was to hold from the same day is replaced.
        """
        change_id = str(call.key.command_id if call.key else uuid4())

        async def make_command(now: datetime) -> ChangeSupportAccess:
            return ChangeSupportAccess(
                access=body.access(change_id, valid_from),
                files=api.library.support,
                promised=api.library.in_force(valid_from).telephone,
                today=api.library.today(now),
                now=now,
                changed_by=call.person,
                reason=body.reason,
            )

        def answer(changes: SupportChanges, _version: int) -> SupportChangeAnswer:
            return _answer(changes, changes.beside(api.library.support).valid_on(valid_from))

        work = Work(decider=CHANGING_SUPPORT_ACCESS, make_command=make_command, answer=answer)
        return await carry_out(api.store, Target(STREAM, ROUTING_KEY), call, work)


def _add_listing(routes: APIRouter, api: IntakeApi) -> None:
    @routes.get("/plans/support")
    async def list_support_access(
        identity: CurrentIdentity, paging: PagingOf
    ) -> Page[SupportChangeAnswer]:
        """How support was, is and will be reached, by the day from which it holds."""
        changes = await load_support_changes(api.store)
        with_who = audience_of(identity) == "vendor"
        versions = changes.beside(api.library.support).versions
        answers = [_answer(changes, it, with_who=with_who) for it in versions]
        return page_of(answers, paging, lambda it: (it.valid_from.isoformat(),))


def _add_notices(routes: APIRouter, api: IntakeApi) -> None:
    @routes.get("/customers/{customer_id}/notices")
    async def list_notices(
        customer_id: Id, identity: CurrentIdentity, paging: PagingOf
    ) -> Page[SupportNoticeAnswer]:
        """What the customer's authorized contacts were told of how support is reached, in order."""
        await visible_customer(api, identity, customer_id)
        if await own_cases_only(api, identity) is not None:
            raise NotEntitled(
                "authorized-contact-required", "Notices go to the customer's authorized contacts."
            )
        changes = await load_support_changes(api.store)
        answers = [notice_answer(it) for it in notices_of(changes, api.library.support)]
        return page_of(answers, paging, lambda it: (it.given_at.isoformat(), it.notice_id))


def _answer(
    changes: SupportChanges, access: SupportAccess, *, with_who: bool = True
) -> SupportChangeAnswer:
    by_id = {change.change_id: change for change in changes.changes}
    return change_answer(access, by_id.get(access.version), with_who=with_who)
