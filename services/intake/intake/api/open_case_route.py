"""Opens a case over REST, or joins a telephone call to the P1 that the engineer says it is about
(CP-16).
"""

from dataclasses import replace
from uuid import uuid4

from fastapi import Response

from intake.adapters.streams import Asked, first_answer, load_customer, on_case
from intake.api.case_answers import case_answer
from intake.api.case_bodies import NewCase
from intake.api.desk import Call, Desk
from intake.api.kept_answers import kept, response_of
from intake.api.renewing import record_renewals
from intake.api.tell_p1_route import tell_p1
from intake.api.visibility import audience_of, check_sees_customer
from intake.domain import open_case
from intake.domain.case import Case
from intake.domain.customer import Customer
from intake.domain.errors import Invalid, NotEntitled
from intake.domain.open_case import OpenCase, Request, reporter_of
from webapi.correlation import meta_for


async def open_or_join(desk: Desk, call: Call, body: NewCase) -> Response:
    """201 with the new case; 200 with the case that a call joined."""
    check_sees_customer(call.identity, body.customer_id)
    if before := await first_answer(desk.store, call.key):
        return response_of(before, replayed=True)
    customer, _ = await load_customer(desk.store, body.customer_id)
    _check_asker(call, body, customer)
    opening = await _opening(desk, body, customer)
    if body.priority == "P1":
        return await tell_p1(desk, call, body, opening)
    return await _open(desk, call, opening)


def _check_asker(call: Call, body: NewCase, customer: Customer) -> None:
    """A contact acts as itself and online; the telephone is answered by support."""
    if call.is_contact and body.reporter_id != call.identity.user_id:
        raise NotEntitled("acts-as-itself-only", "a contact opens cases in its own name")
    reporter_of(customer, body.reporter_id)
    if call.is_contact and body.channel == "phone":
        raise NotEntitled(
            "phone-is-logged-by-support", "a call is logged by the support engineer who takes it"
        )
    if (body.same_as or body.not_same_as) and not (
        body.channel == "phone" and body.priority == "P1"
    ):
        raise Invalid(
            "same-as-is-for-p1-calls", "same_as and not_same_as are for a P1 told by telephone"
        )


async def _open(desk: Desk, call: Call, opening: OpenCase) -> Response:
    open_case.check_may_open(opening)
    await record_renewals(desk, call, opening)
    command, audience = (
        replace(opening, number=await desk.lists.next_number()),
        audience_of(call.identity),
    )
    asked: Asked[Case] = Asked(
        meta=meta_for(call.identity),
        at=command.now,
        answer=lambda case, version: kept(
            201, version, case_answer(case, version, desk.books, audience)
        ),
        key=call.key,
    )
    done = await on_case(desk.store, command.case_id, open_case.decide, command, asked)
    return response_of(done.response, replayed=done.replayed)


async def _opening(desk: Desk, body: NewCase, customer: Customer) -> OpenCase:
    """What is asked for, without a number: that is taken when nothing stands against it."""
    now = await desk.store.now()
    today = desk.books.today(now)
    return OpenCase(
        case_id=str(uuid4()),
        number="",
        customer=desk.books.renewed(customer, today),
        renews=bool(desk.books.renewals(customer, today)),
        request=_request(body),
        terms=desk.books.of(customer, today),
        promise=desk.books.promise(customer, today),
        now=now,
        today=today,
    )


def _request(body: NewCase) -> Request:
    return Request(
        reporter_id=body.reporter_id,
        priority=body.priority,
        subject=body.subject,
        description=body.description,
        channel=body.channel,
        area=body.area,
    )
