"""Carries out one command on a customer."""

from collections.abc import Callable
from datetime import date, datetime
from typing import TypeVar

from fastapi import Response

from intake.adapters.streams import Asked, Decide, first_answer, load_customer, on_customer
from intake.api.customer_answers import (
    CustomerAnswer,
    CustomerSummary,
    Reader,
    customer_answer,
    customer_summary,
)
from intake.api.desk import Call, Desk
from intake.api.kept_answers import kept, response_of
from intake.api.renewing import on_renewed, recording_renewals
from intake.api.visibility import audience_of
from intake.domain.customer import Customer
from webapi.correlation import meta_for
from webapi.identity import Identity

Command = TypeVar("Command")


async def carry_out(
    desk: Desk,
    call: Call,
    customer_id: str,
    decide: Decide[Command, Customer],
    command_on: Callable[[date], Command],
    *,
    status: int = 200,
    record_renewals_until: date | None = None,
) -> Response:
    """Carry out what `command_on` makes of today's date for the vendor. Raises what `decide`
    raises.

    It is decided about the customer with the terms that began by themselves up to today.
    `record_renewals_until`: up to that day, and they are recorded with what follows.
    """
    if before := await first_answer(desk.store, call.key):
        return response_of(before, replayed=True)
    now = await desk.store.now()
    asked: Asked[Customer] = Asked(
        meta=meta_for(call.identity),
        at=now,
        answer=lambda customer, version: kept(
            status, version, full_answer(desk, customer, version, now, reader_of(call.identity))
        ),
        key=call.key,
        expected_version=call.expected_version,
    )
    today = desk.books.today(now)
    decide_renewed = (
        on_renewed(desk.books, today, decide)
        if record_renewals_until is None
        else recording_renewals(desk.books, record_renewals_until, decide)
    )
    done = await on_customer(desk.store, customer_id, decide_renewed, command_on(today), asked)
    return response_of(done.response, replayed=done.replayed)


def reader_of(identity: Identity) -> Reader:
    """As whom the asker reads about a customer's people."""
    return Reader(audience_of(identity), identity.user_id if identity.role == "contact" else None)


def full_answer(
    desk: Desk, customer: Customer, version: int, now: datetime, reader: Reader
) -> CustomerAnswer:
    """The customer in full, as of now."""
    today = desk.books.today(now)
    shown = desk.books.renewed(customer, today)
    return customer_answer(shown, version, desk.books.of(shown, today), today, reader)


async def summary_of(
    desk: Desk, customer_id: str, now: datetime, reader: Reader
) -> CustomerSummary:
    """The customer in a list, as of now."""
    customer, version = await load_customer(desk.store, customer_id)
    today = desk.books.today(now)
    shown = desk.books.renewed(customer, today)
    return customer_summary(shown, version, desk.books.of(shown, today), today, reader)
