"""Opens a P1 over HTTP, or joins a call to the P1 that the engineer names (CP-13, CP-16)."""

from contextlib import suppress
from datetime import datetime
from uuid import uuid4

from fastapi import Response

from events.command_runner import CommandRequest
from intake.adapters.deciders import JOINING_CALL
from intake.adapters.join_with_caller import join_with_caller
from intake.adapters.open_p1_in_turn import P1Request, open_in_turn
from intake.adapters.streams import case_stream
from intake.api.case_answers import JoinedCaseAnswer, case_answer, joined_answer
from intake.api.case_bodies import NONE_OF_THEM, NewCase
from intake.api.intake_api import IntakeApi
from intake.api.prepare_opening import prepare_opening, record_renewals
from intake.api.visibility import as_shown, audience_of
from intake.domain import open_case, open_p1
from intake.domain.case import Case, existing
from intake.domain.errors import NotAllowedInState
from intake.domain.join_phone_call import JoinPhoneCall
from intake.domain.likely_twins import LikelyTheSame
from intake.domain.open_case import OpenCase, topic_of
from intake.domain.open_p1 import OpenP1Case
from webapi.commands import (
    Arrival,
    Call,
    Target,
    Work,
    arrival_of,
    carry_out,
    store_response,
    stored_response,
)
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
    arrival = await arrival_of(api.store, call.key)
    # A repeated request gets its first answer before anything can be against it.
    if arrival.first_answer is not None:
        return stored_response(arrival.first_answer, replayed=True)
    named = None if body.same_as == NONE_OF_THEM else body.same_as
    if named is not None:
        with suppress(NotAllowedInState):
            return await _join(api, call, body, named, arrival)
    return await _open(api, call, body, named, arrival.at)


async def _join(
    api: IntakeApi, call: Call, body: NewCase, case_id: str, arrival: Arrival
) -> Response:
    opening = await prepare_opening(api, call, body, case_id, arrival.at)
    command = JoinPhoneCall(
        customer=opening.customer,
        caller_id=body.reporter_id,
        subject=body.subject,
        description=body.description,
        now=arrival.at,
        reach=opening.request.reach,
        called=opening.request.called,
        topic=topic_of(opening),
        files=opening.request.files,
    )

    async def made(_now: datetime) -> JoinPhoneCall:
        return command

    def answer(case: Case | None, version: int) -> JoinedCaseAnswer:
        return joined_answer(existing(case), version, api.library, audience_of(call.identity))

    if opening.adds is None:
        work = Work(
            decider=JOINING_CALL,
            make_command=made,
            answer=answer,
            customer_of=lambda case: existing(case).customer_id,
        )
        target = Target(case_stream(case_id), case_id)
        return await carry_out(api.store, target, call, work, arrival=arrival)
    request: CommandRequest[Case | None] = CommandRequest(
        stream=case_stream(case_id),
        routing_key=case_id,
        meta=meta_for(call.identity),
        occurred_at=arrival.at,
        respond=lambda case, version: store_response(200, version, answer(case, version)),
        key=call.key,
        author=call.author,
    )
    stored, replayed = await join_with_caller(api.store, command, opening.adds, request)
    return stored_response(stored, replayed=replayed)


async def _open(
    api: IntakeApi, call: Call, body: NewCase, named: str | None, now: datetime
) -> Response:
    opening = await prepare_opening(api, call, body, str(uuid4()), now)
    # The turn decides this again. Whoever may not open a case neither waits for a turn nor is told
    # of open P1s.
    open_case.check_may_open(opening)
    command = await _p1_case(api, body, opening, named)
    if opening.renews:
        # A request that is refused, or asked about an open P1, records no renewal.
        open_p1.decide(command, None)
        await record_renewals(api, call, opening)

    def respond(case: Case, version: int) -> bytes:
        shown = as_shown(call.identity, opening.customer, case)
        audience = audience_of(call.identity)
        body = case_answer(shown, version, api.library, audience)
        return store_response(201, version, body, f"/v1/cases/{case.case_id}")

    request = P1Request(
        meta=meta_for(call.identity), key=call.key, respond=respond, author=call.author
    )
    answer, replayed = await open_in_turn(api.store, api.lists, command, request)
    return stored_response(answer, replayed=replayed)


async def _p1_case(
    api: IntakeApi, body: NewCase, opening: OpenCase, named: str | None
) -> OpenP1Case:
    """Return the command; `none` rules out what is open now.

    It does not rule out what is reported in the same instant: the engineer cannot know of that.
    """
    none_of_them = body.same_as == NONE_OF_THEM
    # The turn reads them anyway, so nobody else pays for reading them here.
    needed = none_of_them or opening.renews
    open_p1s = await api.lists.open_p1s(body.customer_id) if needed else ()
    ruled_out = frozenset(p1.case_id for p1 in open_p1s) if none_of_them else frozenset[str]()
    return OpenP1Case(
        opening=opening, open_p1s=open_p1s, ruled_out=body.not_same_as | ruled_out, named=named
    )
