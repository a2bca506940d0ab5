"""Prepares the command that opens a case: the caller, the customer, and the terms."""

from dataclasses import replace
from datetime import datetime

from events.command_runner import CommandRequest, ready, run_command
from intake.adapters.deciders import RECORDING_RENEWALS
from intake.adapters.streams import customer_stream, load_customer
from intake.api.case_bodies import NewCase
from intake.api.intake_api import IntakeApi
from intake.domain.customer import Customer
from intake.domain.errors import Invalid, NotEntitled
from intake.domain.open_case import OpenCase, Request, check_may_open, reporter_of
from intake.domain.record_renewals import RecordRenewals
from webapi.commands import Call
from webapi.correlation import meta_for


async def prepare_opening(
    api: IntakeApi, call: Call, body: NewCase, case_id: str, now: datetime
) -> OpenCase:
    """Return the command without a number, which is drawn once the case may be opened.

    Raises Unknown, Invalid and NotEntitled for a caller who may not open this case.
    """
    customer, _ = await load_customer(api.store, body.customer_id)
    _check_caller(call, body, customer)
    today = api.library.today(now)
    return OpenCase(
        case_id=case_id,
        number="",
        customer=api.library.renewed(customer, today),
        renews=bool(api.library.renewals(customer, today)),
        request=_request(body),
        terms=api.library.of(customer, today),
        promise=api.library.promise(customer, today),
        now=now,
        today=today,
    )


async def numbered(api: IntakeApi, call: Call, opening: OpenCase) -> OpenCase:
    """Return the command with a number, and record the renewals that the case rests on (CP-3).

    Raises Invalid and NotEntitled; then neither was done.
    """
    # The decision checks the same again. Checked here first, a refused request neither uses up a
    # number nor records a renewal.
    check_may_open(opening)
    if opening.renews:
        await record_renewals(api, call, opening)
    return replace(opening, number=await api.lists.next_number())


async def record_renewals(api: IntakeApi, call: Call, opening: OpenCase) -> None:
    """Record the renewals if nobody has; two first cases at once record them once."""
    customer_id = opening.customer.customer_id
    command = RecordRenewals(until=opening.today, version_on=api.library.version_on)
    request: CommandRequest[Customer | None] = CommandRequest(
        stream=customer_stream(customer_id),
        routing_key=customer_id,
        meta=meta_for(call.identity),
        occurred_at=opening.now,
        respond=lambda _customer, _version: b"",
    )
    # Without a key: if another request is faster, this one is decided again and finds nothing to
    # record.
    await run_command(api.store, RECORDING_RENEWALS, ready(command), request=request)


def _check_caller(call: Call, body: NewCase, customer: Customer) -> None:
    """Refuse what a contact may not ask for: it acts as itself, and online."""
    # Before the reporter is looked up: a contact learns nothing about the ids of others.
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


def _request(body: NewCase) -> Request:
    return Request(
        reporter_id=body.reporter_id,
        priority=body.priority,
        subject=body.subject,
        description=body.description,
        channel=body.channel,
        area=body.area,
    )
