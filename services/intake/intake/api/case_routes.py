"""Opens and reads cases over HTTP: one case, its history, and the queue."""

from itertools import islice
from typing import Any

from fastapi import APIRouter, Depends, Response

from intake.adapters.streams import case_stream
from intake.api.case_answers import (
    CaseAnswer,
    HistoryEntry,
    JoinedCaseAnswer,
    QueuedCaseAnswer,
    case_answer,
    history_entry,
)
from intake.api.case_bodies import NewCase
from intake.api.case_filters import FiltersOf, wanted_cases
from intake.api.intake_api import SUPPORT, IntakeApi
from intake.api.open_case_route import open_or_join
from intake.api.queue_page import queue_page
from intake.api.visibility import as_shown, audience_of, visible_case
from webapi.commands import OpeningCallOf, versioned
from webapi.error_codes import ErrorCodesRoute
from webapi.identity import CurrentIdentity, allow
from webapi.invalid_input import Id
from webapi.paging import Page, PagingOf
from webapi.problems import ProblemBody

_OPENING: dict[int | str, dict[str, Any]] = {
    200: {
        "model": JoinedCaseAnswer,
        "description": "The call joined the case that `same_as` names; `joined_to` says so.",
    },
    409: {
        "model": ProblemBody,
        "description": "`likely-the-same`: the call may be about one of the open P1s in "
        "`candidates` (case_id, number, subject, channel, opened_at). Send it again with `same_as`:"
        " the case's id, or `none` for a new case; or with `not_same_as`: the ids of those it is"
        " not about. `not-a-p1`: the case named is no P1.",
    },
}


def case_routes(api: IntakeApi) -> APIRouter:
    """Return the routes for opening and reading cases."""
    routes = APIRouter(prefix="/v1/cases", tags=["cases"], route_class=ErrorCodesRoute)
    _add_opening(routes, api)
    _add_queue(routes, api)
    _add_case(routes, api)
    return routes


def _add_opening(routes: APIRouter, api: IntakeApi) -> None:
    opening = Depends(allow("contact", "service", *SUPPORT))

    @routes.post(
        "", status_code=201, response_model=CaseAnswer, dependencies=[opening], responses=_OPENING
    )
    async def post_case(body: NewCase, call: OpeningCallOf) -> Response:
        """Open a case (CP-12 to CP-16).

        A P1 told by telephone joins the one that the engineer says it is about.
        """
        return await open_or_join(api, call, body)


def _add_queue(routes: APIRouter, api: IntakeApi) -> None:
    @routes.get("")
    async def list_cases(
        identity: CurrentIdentity, paging: PagingOf, filters: FiltersOf
    ) -> Page[QueuedCaseAnswer]:
        """The queue: by priority, then Platinum before Gold before Silver (CP-21), then age.

        Within a priority, cases that a TAM moved ahead come first (CP-31); a customer's people see
        no such order. Live cases, unless `status` or `number` says otherwise.
        """
        wanted = await wanted_cases(api, identity, filters)
        return await queue_page(api, wanted, paging, audience_of(identity))


def _add_case(routes: APIRouter, api: IntakeApi) -> None:
    @routes.get("/{case_id}", response_model=CaseAnswer)
    async def get_case(case_id: Id, identity: CurrentIdentity) -> Response:
        """The case as it is now."""
        seen = await visible_case(api, identity, case_id)
        shown = as_shown(identity, seen.customer, seen.case)
        answer = case_answer(shown, seen.version, api.library, audience_of(identity))
        return versioned(seen.version, answer)

    @routes.get("/{case_id}/events")
    async def get_history(
        case_id: Id, identity: CurrentIdentity, paging: PagingOf
    ) -> Page[HistoryEntry]:
        """What happened to the case, in order: all of it for support, the public side for its
        customer.
        """
        seen, audience = await visible_case(api, identity, case_id), audience_of(identity)
        after = int(paging.after[0] or 0) if paging.after else 0
        recorded = await api.store.read_stream(case_stream(case_id), case_id, after)
        shown = (history_entry(it, audience, seen.user_ids) for it in recorded)
        # Cut after hidden events are left out: a page before the last is never short.
        entries = list(islice((entry for entry in shown if entry), paging.fetch))
        return paging.page(entries, lambda entry: (entry.version,))
