"""Decides on terms that began by themselves, and records them when a case or a contract first rests
on them (CP-3).
"""

from collections.abc import Sequence
from datetime import date
from functools import reduce
from typing import TypeVar

from events.event import Event
from intake.adapters.plan_books import PlanBooks
from intake.adapters.streams import Asked, Decide, on_customer
from intake.api.desk import Call, Desk
from intake.domain.customer import Customer, evolve
from intake.domain.open_case import OpenCase
from webapi.correlation import meta_for

Command = TypeVar("Command")


def on_renewed(
    books: PlanBooks, today: date, decide: Decide[Command, Customer]
) -> Decide[Command, Customer]:
    """Decide about the customer as it is today, with the terms that began by themselves; they stay
    unrecorded.
    """

    def decide_on_renewed(command: Command, customer: Customer | None) -> Sequence[Event]:
        return decide(command, customer and books.renewed(customer, today))

    return decide_on_renewed


def recording_renewals(
    books: PlanBooks, until: date, decide: Decide[Command, Customer]
) -> Decide[Command, Customer]:
    """Decide about the customer as it is on that day, and record the renewals before what follows
    from the command.
    """

    def decide_after_renewals(command: Command, customer: Customer | None) -> Sequence[Event]:
        due = books.renewals(customer, until) if customer else []
        return [*due, *decide(command, reduce(evolve, due, customer))]

    return decide_after_renewals


async def record_renewals(desk: Desk, call: Call, opening: OpenCase) -> None:
    """Record them before the first case of a new term, if nobody has.

    Two first cases at once record them once.
    """
    if not opening.renews:
        return
    customer_id = opening.customer.customer_id
    asked: Asked[Customer] = Asked(
        meta=meta_for(call.identity), at=opening.now, answer=lambda _customer, _version: b""
    )
    decide = recording_renewals(desk.books, opening.today, _nothing_more)
    await on_customer(desk.store, customer_id, decide, None, asked)


def _nothing_more(command: None, customer: Customer | None) -> Sequence[Event]:
    del command, customer
    return ()
