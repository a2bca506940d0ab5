"""Opens a P1 over HTTP, or joins a call to the P1 that the engineer names (CP-13, CP-16)."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from fastapi import Response

from intake.adapters.deciders import JOINING_CALL
from intake.adapters.open_p1_in_turn import P1Request, first_answer, open_in_turn
from intake.adapters.streams import case_stream
from intake.api.case_answers import JoinedCaseAnswer, case_answer, joined_answer
from intake.api.case_bodies import NONE_OF_THEM, NewCase
from intake.api.intake_api import IntakeApi
from intake.api.prepare_opening import numbered, prepare_opening
from intake.api.visibility import as_shown, audience_of
from intake.domain import open_case, open_p1
from intake.domain.case import Case, existing
from intake.domain.errors import NotAllowedInState
from intake.domain.join_phone_call import JoinPhoneCall
from intake.domain.likely_twins import LikelyTheSame
from intake.domain.open_case import OpenCase
from intake.domain.open_p1 import OpenP1Case
from webapi.commands import Call, Target, Work, carry_out, store_response, stored_response
from webapi.correlation import meta_for


async def join_or_open_p1(api: IntakeApi, call: Call, body: NewCase) -> Response:
    """Answer 200 if the call joined the case that `same_as` names, else 201 with the new case.

    If the named case takes no more calls (it has a workaround by now, or is over), the caller is
    not sent away: the case is opened and marked as that one's likely twin. Raises LikelyTheSame.
    """
    try:
        return await _join_or_open(api, call, body)
    except LikelyTheSame as refusal:
        if audience_of(call.identity) == "figures":
            raise refusal.without_subjects() from refusal
        raise


async def _join_or_open(api: IntakeApi, call: Call, body: NewCase) -> Response:
    named = None if body.same_as == NONE_OF_THEM else body.same_as
    if named is not None:
        with suppress(NotAllowedInState):
            return await _join(api, call, body, named)
    return await _open(api, call, body, named)


async def _join(api: IntakeApi, call: Call, body: NewCase, case_id: str) -> Response:
    async def make_command(now: datetime) -> JoinPhoneCall:
        opening = await prepare_opening(api, call, body, case_id, now)
        return JoinPhoneCall(
            customer=opening.customer,
            caller_id=body.reporter_id,
            subject=body.subject,
            description=body.description,
            now=now,
        )

    def answer(case: Case | None, version: int) -> JoinedCaseAnswer:
        return joined_answer(existing(case), version, api.library, audience_of(call.identity))

    work = Work(decider=JOINING_CALL, make_command=make_command, answer=answer)
    return await carry_out(api.store, Target(case_stream(case_id), case_id), call, work)


async def _open(api: IntakeApi, call: Call, body: NewCase, named: str | None) -> Response:
    # A repeated request gets its first answer before anything can be against it.
    if before := await first_answer(api.store, call.key):
        return stored_response(before, replayed=True)
    opening = await prepare_opening(api, call, body, str(uuid4()), await api.store.now())
    command = await _p1_case(api, body, opening, named)
    # The turn decides both again. Refused here, the request has drawn no number and recorded no
    # renewal. Entitlement comes first: whoever may not open a case is not told of open P1s.
    open_case.check_may_open(opening)
    open_p1.check_chosen(command)
    command = replace(command, opening=await numbered(api, call, opening))

    def respond(case: Case, version: int) -> bytes:
        shown = as_shown(call.identity, opening.customer, case)
        audience = audience_of(call.identity)
        return store_response(201, version, case_answer(shown, version, api.library, audience))

    request = P1Request(meta=meta_for(call.identity), key=call.key, respond=respond)
    answer, replayed = await open_in_turn(api.store, api.lists, command, request)
    return stored_response(answer, replayed=replayed)


async def _p1_case(
    api: IntakeApi, body: NewCase, opening: OpenCase, named: str | None
) -> OpenP1Case:
    """Return the command; `none` rules out what is open now.

    It does not rule out what is reported in the same instant: the engineer cannot know of that.
    """
    open_p1s = await api.lists.open_p1s(body.customer_id)
    seen = {p1.case_id for p1 in open_p1s} if body.same_as == NONE_OF_THEM else set[str]()
    return OpenP1Case(
        opening=opening, open_p1s=open_p1s, ruled_out=body.not_same_as | seen, named=named
    )
