"""Opens a case over HTTP; a P1 goes its own way (`open_p1_route.py`)."""

from datetime import datetime
from uuid import uuid4

from fastapi import Response

from intake.adapters.deciders import OPENING
from intake.adapters.streams import case_stream
from intake.api.case_answers import CaseAnswer, case_answer
from intake.api.case_bodies import NewCase
from intake.api.intake_api import IntakeApi
from intake.api.open_p1_route import join_or_open_p1
from intake.api.prepare_opening import numbered, prepare_opening
from intake.api.visibility import audience_of, check_sees_customer
from intake.domain.case import Case, existing
from intake.domain.open_case import OpenCase
from webapi.commands import Call, Target, Work, carry_out


async def open_or_join(api: IntakeApi, call: Call, body: NewCase) -> Response:
    """Answer 201 with the new case, or 200 with the case that a call joined."""
    check_sees_customer(call.identity, body.customer_id)
    if body.priority == "P1":
        return await join_or_open_p1(api, call, body)
    return await _open(api, call, body)


async def _open(api: IntakeApi, call: Call, body: NewCase) -> Response:
    # A repeated request draws another id in vain: its answer is stored with its key.
    case_id = str(uuid4())

    async def make_command(now: datetime) -> OpenCase:
        opening = await prepare_opening(api, call, body, case_id, now)
        return await numbered(api, call, opening)

    def answer(case: Case | None, version: int) -> CaseAnswer:
        return case_answer(existing(case), version, api.library, audience_of(call.identity))

    work = Work(decider=OPENING, make_command=make_command, answer=answer)
    target = Target(
        case_stream(case_id), case_id, 201, is_new=True, location=f"/v1/cases/{case_id}"
    )
    return await carry_out(api.store, target, call, work)
