"""Carries out one command on a case for whoever asks: seen before, may they see it, may they work
on it, do it.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from fastapi import Response

from careplans.terms import Terms
from intake.adapters.streams import Asked, Decide, first_answer, load_case, load_customer, on_case
from intake.api.case_answers import case_answer
from intake.api.desk import Call, Desk
from intake.api.kept_answers import kept, response_of
from intake.api.visibility import as_shown, audience_of, visible_case
from intake.domain.case import Case
from intake.domain.customer import Customer
from intake.domain.errors import Unknown
from intake.domain.work_on_case import check_may_add_to, check_may_work_on
from webapi.correlation import meta_for

Command = TypeVar("Command")


async def carry_out(
    desk: Desk,
    call: Call,
    case_id: str,
    decide: Decide[Command, Case],
    command_at: Callable[[datetime], Command],
) -> Response:
    """Carry out what `command_at` makes of the store's time.

    Raises Unknown, NotEntitled, and what `decide` raises.
    """
    customer = await _checked_customer(desk, call, case_id) if call.is_contact else None
    if before := await first_answer(desk.store, call.key):
        return response_of(before, replayed=True)
    now, audience = await desk.store.now(), audience_of(call.identity)
    asked: Asked[Case] = Asked(
        meta=meta_for(call.identity),
        at=now,
        answer=lambda case, version: kept(
            200,
            version,
            case_answer(as_shown(call.identity, customer, case), version, desk.books, audience),
        ),
        key=call.key,
        expected_version=call.expected_version,
    )
    done = await on_case(desk.store, case_id, decide, command_at(now), asked)
    return response_of(done.response, replayed=done.replayed)


def whenever(command: Command) -> Callable[[datetime], Command]:
    """A command that does not depend on the time."""
    return lambda _now: command


async def customer_of_case(desk: Desk, call: Call, case_id: str) -> Customer:
    """The customer of the case; a contact must be an authorized one, as who adds people to a case
    must (CP-8).
    """
    seen = await visible_case(desk, call.identity, case_id)
    customer, _ = await load_customer(desk.store, seen.case.customer_id)
    if call.is_contact:
        check_may_add_to(customer, _own_user(call), await _terms_today(desk, customer))
    return customer


async def exclusion_codes(desk: Desk, case_id: str) -> frozenset[str]:
    """The codes by which the case's own terms exclude (CP-18 to CP-20)."""
    case, _ = await load_case(desk.store, case_id)
    return desk.books.exclusion_codes(case.promise)


async def _checked_customer(desk: Desk, call: Call, case_id: str) -> Customer | None:
    """The customer of the case, one of whose people asks and may work on it (CP-8)."""
    seen = await visible_case(desk, call.identity, case_id)
    if seen.customer is not None:
        terms = await _terms_today(desk, seen.customer)
        check_may_work_on(seen.case, _own_user(call), seen.customer, terms)
    return seen.customer


def _own_user(call: Call) -> str:
    if call.identity.user_id is None:
        raise Unknown("unknown-user", "the token names no user")
    return call.identity.user_id


async def _terms_today(desk: Desk, customer: Customer) -> Terms:
    return desk.books.of(customer, desk.books.today(await desk.store.now()))
