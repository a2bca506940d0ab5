"""Carries out a command on a case for a caller who may see the case and work on it."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeVar

from fastapi import Response

from careplans.terms import Terms
from events.command_runner import Decider
from intake.adapters.streams import case_stream
from intake.api.case_answers import CaseAnswer, case_answer
from intake.api.intake_api import IntakeApi
from intake.api.visibility import as_shown, audience_of, visible_case
from intake.domain.case import Case, existing
from intake.domain.customer import Customer
from intake.domain.errors import Unknown
from intake.domain.work_on_case import check_may_work_on
from webapi.commands import Call, Target, Work, carry_out

Command = TypeVar("Command")


async def carry_out_on_case(
    api: IntakeApi,
    call: Call,
    case_id: str,
    decider: Decider[Command, Case | None],
    make_command: Callable[[datetime], Awaitable[Command]],
) -> Response:
    """Carry out a command on a case, and answer with the case as the caller may know it.

    Raises Unknown, NotEntitled, and what `make_command` and the decider raise.
    """
    # A contact's rights are checked before the key: a person who lost them gets no old answer.
    customer = await contacts_customer(api, call, case_id)

    def answer(case: Case | None, version: int) -> CaseAnswer:
        shown = as_shown(call.identity, customer, existing(case))
        return case_answer(shown, version, api.library, audience_of(call.identity))

    work = Work(
        decider=decider,
        make_command=make_command,
        answer=answer,
        customer_of=lambda case: existing(case).customer_id,
    )
    return await carry_out(api.store, Target(case_stream(case_id), case_id), call, work)


async def contacts_customer(api: IntakeApi, call: Call, case_id: str) -> Customer | None:
    """Return the customer of the case, if one of its people calls, who may work on it (CP-8); None
    for the vendor's people.

    Raises Unknown and NotEntitled.
    """
    if not call.is_contact:
        return None
    seen = await visible_case(api, call.identity, case_id)
    if seen.customer is not None:
        terms = await terms_today(api, seen.customer)
        check_may_work_on(seen.case, own_user(call), seen.customer, terms)
    return seen.customer


def own_user(call: Call) -> str:
    """Return the user that a contact's token names. Raises Unknown (`unknown-user`)."""
    if call.identity.user_id is None:
        raise Unknown("unknown-user", "the token names no user")
    return call.identity.user_id


async def terms_today(api: IntakeApi, customer: Customer) -> Terms:
    """Return the terms that the customer's term of today is pinned to."""
    return api.library.of(customer, api.library.today(await api.store.now()))
