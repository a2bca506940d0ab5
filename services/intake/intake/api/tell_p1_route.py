"""A P1 over REST: logged online, or told by telephone and then joined or opened as the engineer
says (CP-13, CP-16).
"""

from contextlib import suppress
from dataclasses import replace

from fastapi import Response

from intake.adapters.open_p1_in_turn import open_in_turn
from intake.adapters.streams import Asked, on_case
from intake.api.case_answers import case_answer, joined_answer
from intake.api.case_bodies import NONE_OF_THEM, NewCase
from intake.api.desk import Call, Desk
from intake.api.kept_answers import kept, response_of
from intake.api.renewing import record_renewals
from intake.api.visibility import as_shown, audience_of
from intake.domain import join_phone_call, open_case, open_p1
from intake.domain.case import Case
from intake.domain.errors import NotAllowedInState
from intake.domain.join_phone_call import JoinPhoneCall
from intake.domain.likely_twins import LikelyTheSame
from intake.domain.open_case import OpenCase
from intake.domain.open_p1 import OpenP1Case
from webapi.correlation import meta_for


async def tell_p1(desk: Desk, call: Call, body: NewCase, opening: OpenCase) -> Response:
    """200 where the call joined the case named by `same_as`, else 201 with the new case.

    Where the named case takes no more calls (it has a workaround by now, or is over), the caller is
    not sent away: the case is opened and marked as that one's likely twin. Raises LikelyTheSame.
    """
    try:
        return await _join_or_open(desk, call, body, opening)
    except LikelyTheSame as asked:
        if audience_of(call.identity) == "figures":
            raise asked.without_subjects() from asked
        raise


async def _join_or_open(desk: Desk, call: Call, body: NewCase, opening: OpenCase) -> Response:
    named = None if body.same_as == NONE_OF_THEM else body.same_as
    if named is not None:
        with suppress(NotAllowedInState):
            return await _join(desk, call, opening, named)
    return await _open(desk, call, await _p1_case(desk, body, opening, named))


async def _join(desk: Desk, call: Call, opening: OpenCase, case_id: str) -> Response:
    asked_for, audience = opening.request, audience_of(call.identity)
    command = JoinPhoneCall(
        customer=opening.customer,
        caller_id=asked_for.reporter_id,
        subject=asked_for.subject,
        description=asked_for.description,
        now=opening.now,
    )
    asked: Asked[Case] = Asked(
        meta=meta_for(call.identity),
        at=opening.now,
        answer=lambda case, version: kept(
            200, version, joined_answer(case, version, desk.books, audience)
        ),
        key=call.key,
    )
    done = await on_case(desk.store, case_id, join_phone_call.decide, command, asked)
    return response_of(done.response, replayed=done.replayed)


async def _p1_case(desk: Desk, body: NewCase, opening: OpenCase, named: str | None) -> OpenP1Case:
    """`none` rules out what is open now, not what is told in the same instant: of that the engineer
    can't know.
    """
    open_p1s = await desk.lists.open_p1s(body.customer_id)
    seen = {p1.case_id for p1 in open_p1s} if body.same_as == NONE_OF_THEM else set[str]()
    return OpenP1Case(
        opening=opening, open_p1s=open_p1s, ruled_out=body.not_same_as | seen, named=named
    )


async def _open(desk: Desk, call: Call, command: OpenP1Case) -> Response:
    open_case.check_may_open(command.opening)
    open_p1.check_chosen(command)
    await record_renewals(desk, call, command.opening)
    audience = audience_of(call.identity)
    numbered = replace(
        command, opening=replace(command.opening, number=await desk.lists.next_number())
    )
    asked: Asked[Case] = Asked(
        meta=meta_for(call.identity),
        at=numbered.opening.now,
        answer=lambda case, version: kept(
            201,
            version,
            case_answer(
                as_shown(call.identity, command.opening.customer, case),
                version,
                desk.books,
                audience,
            ),
        ),
        key=call.key,
    )
    response, replayed = await open_in_turn(desk.store, desk.lists, numbered, asked)
    return response_of(response, replayed=replayed)
