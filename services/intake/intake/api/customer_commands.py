"""Carries out a command on a customer, and answers with the customer as the caller may read it."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import TypeVar

from fastapi import Response

from events.command_runner import Decider
from intake.adapters.renewing_deciders import on_renewed, recording_renewals
from intake.adapters.streams import customer_stream
from intake.api.customer_answers import (
    CustomerAnswer,
    CustomerSummary,
    Reader,
    customer_answer,
    customer_summary,
)
from intake.api.intake_api import IntakeApi
from intake.api.visibility import audience_of
from intake.domain.customer import Customer, existing
from webapi.commands import Arrival, Call, Target, Work, arrival_of, carry_out
from webapi.identity import Identity

Command = TypeVar("Command")


async def carry_out_on_customer(  # noqa: PLR0913 - five say what, four how one route differs
    api: IntakeApi,
    call: Call,
    customer_id: str,
    decider: Decider[Command, Customer | None],
    make_command: Callable[[date], Awaitable[Command]],
    *,
    status: int = 200,
    arrival: Arrival | None = None,
    record_renewals_until: date | None = None,
    new_user_id: str | None = None,
) -> Response:
    """Carry out the command that `make_command` makes from the vendor's day.

    The decision sees the terms that have begun without being bought (CP-3): by that day, or by
    `record_renewals_until`, in which case they are recorded ahead of the command's own events.
    `new_user_id`: the user whom a 201 is about, else it is about the customer. Raises what
    `make_command` and the decider raise.
    """
    # Read once: decision, renewals and answer must be about the same day.
    arrival = arrival or await arrival_of(api.store, call.key)
    now = arrival.at
    today = api.library.today(now)

    async def make(now: datetime) -> Command:
        return await make_command(api.library.today(now))

    def answer(customer: Customer | None, version: int) -> CustomerAnswer:
        shown = full_answer(api, existing(customer), version, now, reader_of(call.identity))
        return shown.model_copy(update={"user_id": new_user_id})

    renewing = (
        on_renewed(api.library, today, decider)
        if record_renewals_until is None
        else recording_renewals(api.library, record_renewals_until, decider)
    )
    work = Work(decider=renewing, make_command=make, answer=answer)
    location = f"/v1/customers/{customer_id}" + (f"/users/{new_user_id}" if new_user_id else "")
    target = Target(
        customer_stream(customer_id),
        customer_id,
        status,
        location=location if status == 201 else None,
    )
    return await carry_out(api.store, target, call, work, arrival=arrival)


def reader_of(identity: Identity) -> Reader:
    """Return the reader that the caller is."""
    return Reader(audience_of(identity), identity.user_id if identity.role == "contact" else None)


def full_answer(
    api: IntakeApi, customer: Customer, version: int, now: datetime, reader: Reader
) -> CustomerAnswer:
    """Return the customer in full, as of now."""
    today = api.library.today(now)
    # The stream may lack renewals that have begun: they are recorded when something rests on them.
    shown = api.library.renewed(customer, today)
    return customer_answer(shown, version, api.library.of(shown, today), today, reader)


def summary_of(
    api: IntakeApi, customer: Customer, version: int, now: datetime, reader: Reader
) -> CustomerSummary:
    """Return the customer as lists show it, as of now."""
    today = api.library.today(now)
    shown = api.library.renewed(customer, today)
    return customer_summary(shown, version, api.library.of(shown, today), today, reader)
