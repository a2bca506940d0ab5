"""Carries out a command on what a customer's plan gives it beside cases (CP-29 to CP-32)."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeVar

from fastapi import Response
from pydantic import BaseModel

from events.command_runner import Decider
from intake.adapters.care_streams import care_stream
from intake.adapters.streams import load_customer
from intake.api.intake_api import IntakeApi
from intake.domain.care import Care
from intake.domain.customer import Customer
from webapi.commands import Call, Target, Work, carry_out

Command = TypeVar("Command")


async def carry_out_on_care(
    api: IntakeApi,
    call: Call,
    customer_id: str,
    decider: Decider[Command, Care],
    make: Callable[[Customer, datetime], Awaitable[Command]],
    answer: Callable[[Care], BaseModel],
    *,
    status: int = 200,
) -> Response:
    """Carry out the command that `make` makes from the customer and the store's time.

    Raises Unknown (`unknown-customer`), and what `make` and the decider raise.
    """

    async def make_command(now: datetime) -> Command:
        # The plan is read and not locked: it changes with an order form, not between two requests.
        customer, _ = await load_customer(api.store, customer_id)
        return await make(customer, now)

    work = Work(
        decider=decider,
        make_command=make_command,
        answer=lambda care, _version: answer(care),
    )
    target = Target(care_stream(customer_id), customer_id, status)
    return await carry_out(api.store, target, call, work)
