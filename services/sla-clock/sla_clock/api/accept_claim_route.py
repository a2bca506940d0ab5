"""A TAM or an administrator accepts a late-recorded answer, and its breach is withdrawn (CP-27c)."""

from dataclasses import dataclass
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Response

from events.catalogue.terms import Goal
from events.store.connection import Connection
from events.store.event_store import EventStore
from sla_clock.adapters.accepted_claims import Acceptance, carry_out
from sla_clock.api.answers import DeadlineAnswer, deadline_answer
from sla_clock.domain.accept_claim import AcceptClaim
from webapi.correlation import meta_for
from webapi.etags import IfMatch, etag_headers
from webapi.idempotency import CommandKeyOf, replayed_headers
from webapi.identity import Identity, allow
from webapi.invalid_input import Id, RequestBody, Text


class Acceptation(RequestBody):
    """Why the claim is accepted."""

    reason: Text


class _Kept(msgspec.Struct, frozen=True):
    version: int
    body: msgspec.Raw


@dataclass(frozen=True, slots=True)
class Asker:
    """Who accepts, under which Idempotency-Key, having seen which version."""

    identity: Identity
    key: CommandKeyOf
    expected_version: int | None


_deciders = allow("tam", "admin")
_KEPT = msgspec.json.Decoder(_Kept)


async def _asker(
    identity: Annotated[Identity, Depends(_deciders)], key: CommandKeyOf, seen: IfMatch
) -> Asker:
    return Asker(identity, key, seen)


def accept_claim_router(store: EventStore[Connection]) -> APIRouter:
    """The one command that the clock takes."""
    router = APIRouter(prefix="/v1/cases/{case_id}/deadlines", tags=["deadlines"])

    @router.post(
        "/{goal}/claims/{claim_id}/accept",
        summary="Accept a late-recorded answer: the breach is withdrawn",
        response_model=DeadlineAnswer,
    )
    async def accept(
        case_id: Id,
        goal: Goal,
        claim_id: Id,
        body: Acceptation,
        asker: Annotated[Asker, Depends(_asker)],
    ) -> Response:
        now = await store.now()
        identity = asker.identity
        command = AcceptClaim(
            claim_id=claim_id,
            accepted_by=identity.user_id or identity.subject,
            known_as=frozenset({identity.subject, identity.user_id or identity.subject}),
            never_answers=identity.role == "tam",
            reason=body.reason,
            at=now,
        )
        asked = Acceptance(
            case_id=case_id,
            goal=goal,
            meta=meta_for(identity),
            key=asker.key,
            expected_version=asker.expected_version,
            answer=lambda deadline, version: _kept(version, deadline_answer(deadline, now)),
        )
        done = await carry_out(store, command, asked)
        return _response(done.response, replayed=done.replayed)

    return router


def _kept(version: int, body: DeadlineAnswer) -> bytes:
    return msgspec.json.encode(_Kept(version, msgspec.Raw(body.model_dump_json().encode())))


def _response(answer: bytes, *, replayed: bool) -> Response:
    kept = _KEPT.decode(answer)
    headers = {**etag_headers(kept.version), **replayed_headers(replayed)}
    return Response(bytes(kept.body), 200, headers, "application/json")
