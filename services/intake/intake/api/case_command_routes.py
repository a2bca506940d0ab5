"""The commands on a case over HTTP: one table of path, roles, body and use case."""

from typing import Final
from uuid import uuid4

from fastapi import APIRouter

from events.catalogue.case_events import TriedContact
from intake.adapters import deciders
from intake.api.add_team_contact_route import add_team_contact_route, remove_team_contact_route
from intake.api.case_bodies import (
    Answer,
    Assignment,
    EmptyBody,
    Escalation,
    Exclusion,
    HandOver,
    Message,
    NewPriority,
    OptionalMessageBody,
    ReasonBody,
    Reproduction,
    Unreachable,
)
from intake.api.case_route import BOTH_SIDES, AddsRoute, CaseRoute, RouteInput
from intake.api.file_bodies import FileBody, case_file
from intake.api.intake_api import SUPPORT, IntakeApi
from intake.api.name_reach_route import name_reach_route
from intake.api.service_request_bodies import requested_service
from intake.domain.add_file import AddFile
from intake.domain.assign_case import AssignCase
from intake.domain.change_priority import ChangePriority
from intake.domain.close_case import CloseCase
from intake.domain.comment_on_case import CommentOnCase
from intake.domain.escalate_case import EscalateCase
from intake.domain.exclude_case import ExcludeCase
from intake.domain.hand_over_case import HandOverCase
from intake.domain.include_case import IncludeCase
from intake.domain.mark_reachable import MarkReachable
from intake.domain.mark_unreachable import MarkUnreachable
from intake.domain.note_on_case import NoteOnCase
from intake.domain.provide_information import ProvideInformation
from intake.domain.provide_workaround import ProvideWorkaround
from intake.domain.release_case import ReleaseCase
from intake.domain.reopen_case import ReopenCase
from intake.domain.reproduce_case import ReproduceCase
from intake.domain.request_information import RequestInformation
from intake.domain.resolve_case import ResolveCase
from intake.domain.respond_to_case import RespondToCase
from webapi.error_codes import ErrorCodesRoute


def _respond(request: RouteInput[Answer]) -> RespondToCase:
    return RespondToCase(
        responder_id=request.call.person,
        text=request.body.text,
        now=request.now,
        responded_at=request.body.responded_at,
        late_reason=request.body.reason,
    )


def _request_information(request: RouteInput[Message]) -> RequestInformation:
    return RequestInformation(text=request.body.text, now=request.now)


def _change_priority(request: RouteInput[NewPriority]) -> ChangePriority:
    body = request.body
    return ChangePriority(
        priority=body.priority,
        reason=body.reason,
        now=request.now,
        no_access=request.limits.not_raised,
    )


def _reproduce(request: RouteInput[Reproduction]) -> ReproduceCase:
    body = request.body
    return ReproduceCase(reproduced=body.reproduced, on_version=body.on_version)


def _assign(request: RouteInput[Assignment]) -> AssignCase:
    return AssignCase(
        engineer_id=request.body.engineer_id,
        exists=request.engineer_exists,
        certifications=request.certifications,
        reason=request.body.reason,
    )


def _hand_over(request: RouteInput[HandOver]) -> HandOverCase:
    body = request.body
    return HandOverCase(
        to_engineer_id=body.to_engineer_id,
        summary=body.summary,
        exists=request.engineer_exists,
        certifications=request.certifications,
        reason=body.reason,
    )


def _release(request: RouteInput[ReasonBody]) -> ReleaseCase:
    return ReleaseCase(reason=request.body.reason)


def _escalate(request: RouteInput[Escalation]) -> EscalateCase:
    return EscalateCase(level=request.body.level, reason=request.body.reason)


def _note(request: RouteInput[Message]) -> NoteOnCase:
    return NoteOnCase(author_id=request.call.person, text=request.body.text)


def _mark_unreachable(request: RouteInput[Unreachable]) -> MarkUnreachable:
    return MarkUnreachable(
        recorded_by=request.call.person,
        reason=request.body.reason,
        now=request.now,
        tried=tuple(
            TriedContact(who=one.who, how=one.how, at=one.at) for one in request.body.tried
        ),
    )


def _mark_reachable(request: RouteInput[EmptyBody]) -> MarkReachable:
    return MarkReachable(recorded_by=request.call.person, now=request.now)


def _exclude(request: RouteInput[Exclusion]) -> ExcludeCase:
    library, wanted = request.api.library, request.body.service_request
    return ExcludeCase(
        code=request.body.reason,
        now=request.now,
        codes=library.exclusion_codes(),
        text=request.body.text,
        services=library.codes_for_services(),
        # Drawn anew for a repeat, too, whose answer comes from its key.
        request=requested_service(request.api, request.call, wanted, str(uuid4()), request.now)
        if wanted
        else None,
    )


def _include(request: RouteInput[ReasonBody]) -> IncludeCase:
    return IncludeCase(reason=request.body.reason, now=request.now)


def _provide_workaround(request: RouteInput[Message]) -> ProvideWorkaround:
    return ProvideWorkaround(
        engineer_id=request.call.person, text=request.body.text, now=request.now
    )


def _resolve(request: RouteInput[Message]) -> ResolveCase:
    return ResolveCase(engineer_id=request.call.person, text=request.body.text, now=request.now)


def _comment(request: RouteInput[Message]) -> CommentOnCase:
    return CommentOnCase(
        author_id=request.call.person,
        text=request.body.text,
        by_customer=request.call.is_contact,
        now=request.now,
    )


def _add_file(request: RouteInput[FileBody]) -> AddFile:
    return AddFile(file=case_file(request.body, request.call, request.now))


def _provide_information(request: RouteInput[OptionalMessageBody]) -> ProvideInformation:
    return ProvideInformation(text=request.body.text, now=request.now)


def _reopen(request: RouteInput[Message]) -> ReopenCase:
    return ReopenCase(
        reason=request.body.text, now=request.now, no_access=request.limits.not_reopened
    )


def _close(request: RouteInput[OptionalMessageBody]) -> CloseCase:
    return CloseCase(author_id=request.call.person, text=request.body.text, now=request.now)


SUPPORT_ROUTES: Final[tuple[AddsRoute, ...]] = (
    CaseRoute(
        "/respond",
        SUPPORT,
        Answer,
        deciders.RESPONDING,
        _respond,
        "respond",
        "An engineer's answer (CP-28).",
    ),
    CaseRoute(
        "/request-information",
        SUPPORT,
        Message,
        deciders.REQUESTING_INFORMATION,
        _request_information,
        "ask",
        "The case waits for its customer.",
    ),
    CaseRoute(
        "/change-priority",
        ("tam", *SUPPORT),
        NewPriority,
        deciders.CHANGING_PRIORITY,
        _change_priority,
        "set_priority",
        "The priority changes (CP-27a).\n\n"
        "No case becomes a P1 of a customer without access to support (CP-4, CP-6).",
        checks_access=True,
    ),
    CaseRoute(
        "/reproduce",
        SUPPORT,
        Reproduction,
        deciders.REPRODUCING,
        _reproduce,
        "reproduce",
        "Whether it could be reproduced (CP-17).",
    ),
    CaseRoute(
        "/assign",
        SUPPORT,
        Assignment,
        deciders.ASSIGNING,
        _assign,
        "assign",
        "An engineer gets the case.\n\n"
        "One whom the notifier knows, by its events; while it knows none, any id is taken. Giving "
        "a case to somebody who is not of its plan's desk takes a `reason` (CP-21).",
        engineer_of=lambda body: body.engineer_id,
    ),
    CaseRoute(
        "/hand-over",
        SUPPORT,
        HandOver,
        deciders.HANDING_OVER,
        _hand_over,
        "hand_over",
        "Cover passes to another engineer (CP-26).\n\n"
        "To one whom the notifier knows, and outside of the plan's desk for a `reason`, as with "
        "`assign`.",
        engineer_of=lambda body: body.to_engineer_id,
    ),
    CaseRoute(
        "/release",
        SUPPORT,
        ReasonBody,
        deciders.RELEASING,
        _release,
        "release",
        "Who has the case lets go of it (CP-26).\n\n"
        "Nobody has it then: of a P1 the queue says so, and the clock waits for somebody to take "
        "it. `hand-over` is better where there is somebody.",
    ),
    CaseRoute(
        "/escalate",
        SUPPORT,
        Escalation,
        deciders.ESCALATING,
        _escalate,
        "escalate",
        "To a higher level of support (CP-17).",
    ),
    CaseRoute(
        "/note",
        SUPPORT,
        Message,
        deciders.NOTING,
        _note,
        "note",
        "An internal note: the customer never hears of it (`comment` is public).",
    ),
    CaseRoute(
        "/mark-unreachable",
        SUPPORT,
        Unreachable,
        deciders.MARKING_UNREACHABLE,
        _mark_unreachable,
        "unreachable",
        "Nobody at the customer can be reached about its P1 (CP-27).",
    ),
    CaseRoute(
        "/mark-reachable",
        SUPPORT,
        EmptyBody,
        deciders.MARKING_REACHABLE,
        _mark_reachable,
        "reachable",
        "Somebody can be reached again (CP-27).",
        optional=True,
    ),
    CaseRoute(
        "/exclude",
        SUPPORT,
        Exclusion,
        deciders.EXCLUDING,
        _exclude,
        "exclude",
        "Out of entitlement (CP-18 to CP-20).\n\n"
        "A reason that is no code of the case's terms is refused with the codes. "
        "`service_request` asks for professional services in the same call.",
    ),
    CaseRoute(
        "/include",
        SUPPORT,
        ReasonBody,
        deciders.INCLUDING,
        _include,
        "include",
        "An exclusion is taken back.\n\n"
        "The promise holds again, due as before: where that passed meanwhile, the breach follows "
        "at once. Why is for support only.",
    ),
    CaseRoute(
        "/provide-workaround",
        SUPPORT,
        Message,
        deciders.PROVIDING_WORKAROUND,
        _provide_workaround,
        "work_around",
        "A workaround is in place (CP-26).",
    ),
    CaseRoute(
        "/resolve", SUPPORT, Message, deciders.RESOLVING, _resolve, "resolve", "The case is solved."
    ),
)

SHARED_ROUTES: Final[tuple[AddsRoute, ...]] = (
    CaseRoute(
        "/comment",
        BOTH_SIDES,
        Message,
        deciders.COMMENTING,
        _comment,
        "comment",
        "Somebody adds to the case; a contact's comment ends the wait for the customer.",
    ),
    CaseRoute(
        "/add-file",
        BOTH_SIDES,
        FileBody,
        deciders.ADDING_FILE,
        _add_file,
        "add_file",
        "Somebody refers to a file that lies somewhere else.\n\n"
        "The case lists it as text, and nobody here fetches it. A contact's file ends the wait for "
        "the customer.",
    ),
    CaseRoute(
        "/provide-information",
        BOTH_SIDES,
        OptionalMessageBody,
        deciders.PROVIDING_INFORMATION,
        _provide_information,
        "tell",
        "The case no longer waits for its customer.",
        optional=True,
    ),
)

LAST_ROUTES: Final[tuple[AddsRoute, ...]] = (
    CaseRoute(
        "/reopen",
        BOTH_SIDES,
        Message,
        deciders.REOPENING,
        _reopen,
        "reopen",
        "It was not solved after all. Not for a customer without access to support (CP-4, CP-6).",
        checks_access=True,
    ),
    CaseRoute(
        "/close",
        BOTH_SIDES,
        OptionalMessageBody,
        deciders.CLOSING,
        _close,
        "close",
        "The case is over.",
        optional=True,
    ),
)


def case_command_routes(api: IntakeApi) -> APIRouter:
    """Return the routes, in the order in which the API's document lists them."""
    routes = APIRouter(prefix="/v1/cases/{case_id}", tags=["cases"], route_class=ErrorCodesRoute)
    for row in (*SUPPORT_ROUTES, *SHARED_ROUTES):
        row.add_to(routes, api)
    name_reach_route(routes, api)
    add_team_contact_route(routes, api)
    remove_team_contact_route(routes, api)
    for row in LAST_ROUTES:
        row.add_to(routes, api)
    return routes
