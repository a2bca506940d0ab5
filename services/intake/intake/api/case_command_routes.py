"""The commands on a case: each route names the use case that decides it."""

from functools import partial

from fastapi import APIRouter, Depends, Response

from intake.api.case_answers import CaseAnswer
from intake.api.case_bodies import (
    Answer,
    Assignment,
    Because,
    Escalation,
    Exclusion,
    HandOver,
    MaybeMessage,
    Message,
    NewPriority,
    Nothing,
    Reproduction,
    TeamContact,
)
from intake.api.case_commands import carry_out, customer_of_case, exclusion_codes, whenever
from intake.api.desk import SUPPORT, CallOf, Desk
from intake.domain import (
    add_team_contact,
    assign_case,
    change_priority,
    close_case,
    comment_on_case,
    escalate_case,
    exclude_case,
    hand_over_case,
    mark_reachable,
    mark_unreachable,
    note_on_case,
    provide_information,
    provide_workaround,
    reopen_case,
    reproduce_case,
    request_information,
    resolve_case,
    respond_to_case,
)
from webapi.error_codes import ErrorCodesRoute
from webapi.identity import allow
from webapi.invalid_input import Id


def case_command_routes(desk: Desk) -> APIRouter:
    """All of them, at this desk."""
    routes = APIRouter(prefix="/v1/cases/{case_id}", tags=["cases"], route_class=ErrorCodesRoute)
    _add_support_routes(routes, desk)
    _add_cover_routes(routes, desk)
    _add_reach_routes(routes, desk)
    _add_course_routes(routes, desk)
    _add_shared_routes(routes, desk)
    _add_last_routes(routes, desk)
    return routes


def _add_support_routes(routes: APIRouter, desk: Desk) -> None:
    post = partial(routes.post, response_model=CaseAnswer, dependencies=[Depends(allow(*SUPPORT))])

    @post("/respond")
    async def respond(case_id: Id, body: Answer, call: CallOf) -> Response:
        """An engineer's answer (CP-28)."""
        return await carry_out(
            desk,
            call,
            case_id,
            respond_to_case.decide,
            lambda now: respond_to_case.RespondToCase(
                responder_id=call.person,
                text=body.text,
                now=now,
                responded_at=body.responded_at,
                late_reason=body.reason,
            ),
        )

    @post("/request-information")
    async def ask(case_id: Id, body: Message, call: CallOf) -> Response:
        """The case waits for its customer."""
        return await carry_out(
            desk,
            call,
            case_id,
            request_information.decide,
            lambda now: request_information.RequestInformation(text=body.text, now=now),
        )

    @routes.post(
        "/change-priority",
        response_model=CaseAnswer,
        dependencies=[Depends(allow("tam", *SUPPORT))],
    )
    async def set_priority(case_id: Id, body: NewPriority, call: CallOf) -> Response:
        """The priority changes (CP-27a)."""
        return await carry_out(
            desk,
            call,
            case_id,
            change_priority.decide,
            lambda now: change_priority.ChangePriority(
                priority=body.priority, reason=body.reason, now=now
            ),
        )

    @post("/reproduce")
    async def reproduce(case_id: Id, body: Reproduction, call: CallOf) -> Response:
        """Whether it could be reproduced (CP-17)."""
        command = reproduce_case.ReproduceCase(
            reproduced=body.reproduced, on_version=body.on_version
        )
        return await carry_out(desk, call, case_id, reproduce_case.decide, whenever(command))


def _add_cover_routes(routes: APIRouter, desk: Desk) -> None:
    post = partial(routes.post, response_model=CaseAnswer, dependencies=[Depends(allow(*SUPPORT))])

    @post("/assign")
    async def assign(case_id: Id, body: Assignment, call: CallOf) -> Response:
        """An engineer gets the case."""
        command = assign_case.AssignCase(engineer_id=body.engineer_id)
        return await carry_out(desk, call, case_id, assign_case.decide, whenever(command))

    @post("/hand-over")
    async def hand_over(case_id: Id, body: HandOver, call: CallOf) -> Response:
        """Cover passes to another engineer (CP-26)."""
        command = hand_over_case.HandOverCase(
            to_engineer_id=body.to_engineer_id, summary=body.summary
        )
        return await carry_out(desk, call, case_id, hand_over_case.decide, whenever(command))

    @post("/escalate")
    async def escalate(case_id: Id, body: Escalation, call: CallOf) -> Response:
        """To a higher level of support (CP-17)."""
        command = escalate_case.EscalateCase(level=body.level, reason=body.reason)
        return await carry_out(desk, call, case_id, escalate_case.decide, whenever(command))

    @post("/note")
    async def note(case_id: Id, body: Message, call: CallOf) -> Response:
        """An internal note: the customer never hears of it (`comment` is public)."""
        command = note_on_case.NoteOnCase(author_id=call.person, text=body.text)
        return await carry_out(desk, call, case_id, note_on_case.decide, whenever(command))


def _add_reach_routes(routes: APIRouter, desk: Desk) -> None:
    post = partial(routes.post, response_model=CaseAnswer, dependencies=[Depends(allow(*SUPPORT))])

    @post("/mark-unreachable")
    async def unreachable(case_id: Id, body: Because, call: CallOf) -> Response:
        """Nobody at the customer can be reached about its P1 (CP-27)."""
        return await carry_out(
            desk,
            call,
            case_id,
            mark_unreachable.decide,
            lambda now: mark_unreachable.MarkUnreachable(
                recorded_by=call.person, reason=body.reason, now=now
            ),
        )

    @post("/mark-reachable")
    async def reachable(case_id: Id, call: CallOf, body: Nothing | None = None) -> Response:
        """Somebody can be reached again (CP-27)."""
        del body
        return await carry_out(
            desk,
            call,
            case_id,
            mark_reachable.decide,
            lambda now: mark_reachable.MarkReachable(recorded_by=call.person, now=now),
        )


def _add_course_routes(routes: APIRouter, desk: Desk) -> None:
    post = partial(routes.post, response_model=CaseAnswer, dependencies=[Depends(allow(*SUPPORT))])

    @post("/exclude")
    async def exclude(case_id: Id, body: Exclusion, call: CallOf) -> Response:
        """Out of entitlement (CP-18 to CP-20).

        A reason that is no code of the terms counts as `other`.
        """
        codes = await exclusion_codes(desk, case_id)
        return await carry_out(
            desk,
            call,
            case_id,
            exclude_case.decide,
            lambda now: exclude_case.ExcludeCase(
                reason=body.reason, now=now, codes=codes, note=body.text
            ),
        )

    @post("/provide-workaround")
    async def work_around(case_id: Id, body: Message, call: CallOf) -> Response:
        """A workaround is in place (CP-26)."""
        return await carry_out(
            desk,
            call,
            case_id,
            provide_workaround.decide,
            lambda now: provide_workaround.ProvideWorkaround(
                engineer_id=call.person, text=body.text, now=now
            ),
        )

    @post("/resolve")
    async def resolve(case_id: Id, body: Message, call: CallOf) -> Response:
        """The case is solved."""
        return await carry_out(
            desk,
            call,
            case_id,
            resolve_case.decide,
            lambda now: resolve_case.ResolveCase(engineer_id=call.person, text=body.text, now=now),
        )


def _add_shared_routes(routes: APIRouter, desk: Desk) -> None:
    post = partial(
        routes.post, response_model=CaseAnswer, dependencies=[Depends(allow("contact", *SUPPORT))]
    )

    @post("/comment")
    async def comment(case_id: Id, body: Message, call: CallOf) -> Response:
        """Somebody adds to the case; a contact's comment ends the wait for the customer."""
        return await carry_out(
            desk,
            call,
            case_id,
            comment_on_case.decide,
            lambda now: comment_on_case.CommentOnCase(
                author_id=call.person, text=body.text, by_customer=call.is_contact, now=now
            ),
        )

    @post("/provide-information")
    async def tell(case_id: Id, call: CallOf, body: MaybeMessage | None = None) -> Response:
        """The case no longer waits for its customer."""
        text = body.text if body else None
        return await carry_out(
            desk,
            call,
            case_id,
            provide_information.decide,
            lambda now: provide_information.ProvideInformation(text=text, now=now),
        )

    @post("/add-team-contact")
    async def add_contact(case_id: Id, body: TeamContact, call: CallOf) -> Response:
        """A user is added to this case (CP-8)."""
        customer = await customer_of_case(desk, call, case_id)
        command = add_team_contact.AddTeamContact(user_id=body.user_id, customer=customer)
        return await carry_out(desk, call, case_id, add_team_contact.decide, whenever(command))


def _add_last_routes(routes: APIRouter, desk: Desk) -> None:
    post = partial(
        routes.post, response_model=CaseAnswer, dependencies=[Depends(allow("contact", *SUPPORT))]
    )

    @post("/reopen")
    async def reopen(case_id: Id, body: Message, call: CallOf) -> Response:
        """It was not solved after all."""
        return await carry_out(
            desk,
            call,
            case_id,
            reopen_case.decide,
            lambda now: reopen_case.ReopenCase(reason=body.text, now=now),
        )

    @post("/close")
    async def close(case_id: Id, call: CallOf, body: MaybeMessage | None = None) -> Response:
        """The case is over."""
        text = body.text if body else None
        return await carry_out(
            desk,
            call,
            case_id,
            close_case.decide,
            lambda now: close_case.CloseCase(author_id=call.person, text=text, now=now),
        )
