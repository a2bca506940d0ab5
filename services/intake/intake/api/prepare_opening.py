"""Prepares the command that opens a case: the caller, the customer, and the terms."""

from dataclasses import replace
from datetime import datetime
from functools import reduce

from events.command_runner import CommandRequest, ready, run_command
from intake.adapters.deciders import ADDING_USER, RECORDING_RENEWALS
from intake.adapters.streams import customer_stream, load_customer
from intake.api.case_bodies import Caller, NewCase, ReachBody
from intake.api.file_bodies import case_file
from intake.api.intake_api import IntakeApi
from intake.domain.add_user import AddUser, check_is_known
from intake.domain.customer import Customer, existing
from intake.domain.date_phone_call import CallTime
from intake.domain.errors import Invalid, NotEntitled
from intake.domain.name_reach import Reach
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
    adds = _unknown_caller(call, body, customer)
    if adds:
        # As it will be: the user is recorded once the case may be opened.
        customer = existing(_after(customer, adds))
    _check_caller(call, body, customer)
    today = api.library.today(now)
    terms = api.library.of(customer, today)
    return OpenCase(
        case_id=case_id,
        number="",
        customer=api.library.renewed(customer, today),
        renews=bool(api.library.renewals(customer, today)),
        request=_request(call, body, now),
        terms=terms,
        coded=api.library.coded(terms),
        promise=api.library.promise(customer, today),
        now=now,
        today=today,
        adds=adds,
    )


def _after(customer: Customer, adds: AddUser) -> Customer | None:
    before: Customer | None = customer
    return reduce(ADDING_USER.evolve, ADDING_USER.decide(adds, before), before)


def _unknown_caller(call: Call, body: NewCase, customer: Customer) -> AddUser | None:
    """Return the command that adds the caller, if it is no known user (CP-13).

    Raises Invalid (`caller-is-for-p1-calls`).
    """
    # A contact acts as itself, so it adds nobody: what follows refuses it.
    if body.caller is None or call.is_contact or body.reporter_id in customer.users:
        return None
    return _named_caller(body, body.caller)


def _named_caller(body: NewCase, caller: Caller) -> AddUser:
    if body.channel != "phone" or body.priority != "P1":
        raise Invalid("caller-is-for-p1-calls", "a caller is added with a P1 told by telephone")
    return AddUser(user_id=body.reporter_id, name=caller.name, email=caller.email or "")


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
        author=call.author,
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
    # Also of a known reporter: what a request says of somebody is never dropped without a word.
    if body.caller is not None:
        check_is_known(_named_caller(body, body.caller), customer.users[body.reporter_id])


def _request(call: Call, body: NewCase, now: datetime) -> Request:
    return Request(
        reporter_id=body.reporter_id,
        priority=body.priority,
        subject=body.subject,
        description=body.description,
        channel=body.channel,
        area=body.area,
        reach=reach_of(call, body.reach) if body.reach else None,
        called=call_time_of(body),
        edi_topic=body.edi_topic,
        files=tuple(case_file(file, call, now) for file in body.files),
    )


def call_time_of(body: NewCase) -> CallTime | None:
    """Return when the call came. Raises Invalid (`told-at-is-for-calls`) for a reason alone."""
    if body.told_at is None and body.told_reason is not None:
        raise Invalid("told-at-is-for-calls", "told_reason goes with told_at")
    return CallTime(told_at=body.told_at, reason=body.told_reason) if body.told_at else None


def reach_of(call: Call, body: ReachBody) -> Reach:
    """Return whom to reach, as the request says."""
    contact_id = (call.identity.user_id or "") if call.is_contact else None
    return Reach(phone=body.phone, user_id=body.user_id, name=body.name, contact_id=contact_id)
