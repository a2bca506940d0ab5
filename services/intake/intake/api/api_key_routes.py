"""Issues, lists and revokes API keys over HTTP, and tells anybody who they are."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, Field, StrictBool, StringConstraints

from events.catalogue.api_key_events import ApiKeyIssued
from intake.adapters.key_deciders import ISSUING_KEY, REVOKING_KEY, ROUTING_KEY, STREAM, about
from intake.adapters.own_api_keys import OwnApiKeys
from intake.api.intake_api import IntakeApi
from intake.domain.api_keys import ApiKey, KeyRole, known_key
from intake.domain.issue_api_key import IssueApiKey
from intake.domain.revoke_api_key import RevocationReason, RevokeApiKey
from webapi.api_keys import KeyHolder, hash_of, new_api_key
from webapi.commands import CallOf, Target, Work, carry_out, shown_once
from webapi.error_codes import ErrorCodesRoute
from webapi.identity import CurrentIdentity, allow, costs_nothing
from webapi.invalid_input import Id, Instant, RequestBody
from webapi.paging import Page, PagingOf

USUAL = timedelta(days=90)
Label = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")]
Operation = Annotated[
    str, StringConstraints(pattern=r"^(GET|POST|PUT|PATCH|DELETE) /[a-z0-9._/{}-]{0,150}$")
]
"""A method and a route's path, as in the OpenAPI documents: `GET /v1/cases/{case_id}`."""


class NewApiKey(RequestBody):
    """What a key is for (a slug, such as `erp-import`), what it may do, and until when.

    A contact's key needs `customer_id` and `user_id`, and no other has a customer. `operations`: of
    what its role may do, these only, each as the OpenAPI documents of the four services have it
    (`POST /v1/cases`). `expires_at`: in 90 days unless given, within a year.
    """

    label: Label
    role: KeyRole
    customer_id: Id | None = None
    user_id: Id | None = None
    read_only: StrictBool = False
    operations: Annotated[list[Operation], Field(min_length=1, max_length=100)] | None = None
    expires_at: Instant | None = None


class ApiKeyAnswer(BaseModel):
    """A key, without the key. `last_used_at` is noted once a minute."""

    key_id: str
    label: str
    role: KeyRole
    customer_id: str | None
    user_id: str | None
    read_only: bool
    operations: list[str] | None
    issued_at: datetime
    issued_by: str
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None
    revoked_by: str | None
    revoked_for: RevocationReason | None


class IssuedApiKeyAnswer(ApiKeyAnswer):
    """A key that was just issued.

    `key` is shown once: a repeat of the request is answered without it, since it is kept nowhere.
    """

    key: str | None = None


def api_key_routes(api: IntakeApi, keys: OwnApiKeys) -> APIRouter:
    """Return the routes of API keys, and `/v1/identity`."""
    routes = APIRouter(prefix="/v1", tags=["API keys"], route_class=ErrorCodesRoute)
    _add_issuing(routes, api, keys)
    _add_listing(routes, keys)
    _add_revoking(routes, api, keys)

    @routes.get("/identity", dependencies=[Depends(costs_nothing)])
    async def who_am_i(identity: CurrentIdentity) -> KeyHolder:
        """Tell who the token or the API key is; the other services ask this of a key."""
        return KeyHolder(
            subject=identity.subject,
            role=identity.role,
            customer_id=identity.customer_id,
            user_id=identity.user_id,
            read_only=identity.read_only,
            operations=None if identity.operations is None else tuple(sorted(identity.operations)),
            expires_at=identity.expires_at,
        )

    return routes


def _add_issuing(routes: APIRouter, api: IntakeApi, keys: OwnApiKeys) -> None:
    @routes.post(
        "/api-keys",
        status_code=201,
        response_model=IssuedApiKeyAnswer,
        dependencies=[Depends(allow("admin"))],
    )
    async def post_api_key(body: NewApiKey, call: CallOf) -> Response:
        """Issue a key for a machine; it is shown in this answer and never again."""
        key, key_id = new_api_key(), str(call.key.command_id if call.key else uuid4())

        async def make_command(_now: datetime) -> IssueApiKey:
            # By the clock by which a key ends, the host's, and not by the store's.
            now = keys.clock.now()
            wanted = ApiKeyIssued(
                key_id=key_id,
                key_hash=hash_of(key),
                label=body.label,
                role=body.role,
                customer_id=body.customer_id,
                user_id=body.user_id,
                read_only=body.read_only,
                operations=tuple(sorted(set(body.operations))) if body.operations else None,
                expires_at=body.expires_at or now + USUAL,
                issued_at=now,
                issued_by=call.person,
            )
            return IssueApiKey(wanted=wanted, now=now)

        def answer(state: ApiKey | None, _version: int) -> ApiKeyAnswer:
            return _answer(known_key(state))

        work = Work(decider=about(key_id, ISSUING_KEY), make_command=make_command, answer=answer)
        response = await carry_out(api.store, Target(STREAM, ROUTING_KEY, 201), call, work)
        keys.read_again()
        return shown_once(response, key=key)


def _add_listing(routes: APIRouter, keys: OwnApiKeys) -> None:
    @routes.get("/api-keys", dependencies=[Depends(allow("admin"))])
    async def list_api_keys(paging: PagingOf) -> Page[ApiKeyAnswer]:
        """List all keys by id, also those that are revoked or expired."""
        known = await keys.all_keys()
        after = str(paging.after[0]) if paging.after else ""
        key_ids = sorted(key_id for key_id in known if key_id > after)[: paging.fetch]
        used = await keys.uses.last_uses(key_ids)
        answers = [_answer(known[key_id], used.get(key_id)) for key_id in key_ids]
        return paging.page(answers, lambda answer: (answer.key_id,))


def _add_revoking(routes: APIRouter, api: IntakeApi, keys: OwnApiKeys) -> None:
    @routes.delete(
        "/api-keys/{key_id}", response_model=ApiKeyAnswer, dependencies=[Depends(allow("admin"))]
    )
    async def delete_api_key(
        key_id: Id,
        call: CallOf,
        reason: Annotated[RevocationReason, Query()] = "no-longer-needed",
    ) -> Response:
        """Revoke a key: within five seconds no service takes it any more."""

        async def make_command(_now: datetime) -> RevokeApiKey:
            now = keys.clock.now()
            return RevokeApiKey(key_id=key_id, reason=reason, revoked_by=call.person, now=now)

        used = await keys.uses.last_uses([key_id])

        def answer(state: ApiKey | None, _version: int) -> ApiKeyAnswer:
            return _answer(known_key(state), used.get(key_id))

        work = Work(decider=about(key_id, REVOKING_KEY), make_command=make_command, answer=answer)
        response = await carry_out(api.store, Target(STREAM, ROUTING_KEY), call, work)
        keys.read_again()
        return response


def _answer(key: ApiKey, used_at: datetime | None = None) -> ApiKeyAnswer:
    issued, revoked = key.issued, key.revoked
    return ApiKeyAnswer(
        key_id=issued.key_id,
        label=issued.label,
        role=issued.role,
        customer_id=issued.customer_id,
        user_id=issued.user_id,
        read_only=issued.read_only,
        operations=None if issued.operations is None else list(issued.operations),
        issued_at=issued.issued_at,
        issued_by=issued.issued_by,
        expires_at=issued.expires_at,
        # The table begins later than the events that noted uses before.
        last_used_at=used_at or key.last_used_at,
        revoked_at=revoked.revoked_at if revoked else None,
        revoked_by=revoked.revoked_by if revoked else None,
        revoked_for=revoked.reason if revoked else None,
    )
