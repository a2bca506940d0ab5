"""A small service that uses all of webapi: customers' notes, kept in memory."""

from dataclasses import dataclass, field
from typing import Annotated
from urllib.parse import parse_qs
from uuid import UUID

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from pydantic import BaseModel, SecretStr

from events.command_runner import CommandKey
from events.errors import ImportUnderWay, KeyReused, WrongExpectedVersion
from webapi.app import make_app
from webapi.correlation import meta_for
from webapi.etags import IfMatch, etag_headers
from webapi.health import NotReady
from webapi.idempotency import CommandKeyOf, replayed_headers
from webapi.identity import (
    CurrentIdentity,
    Identity,
    PageIdentity,
    allow,
    open_to_strangers,
    own_customer,
)
from webapi.invalid_input import Id, Instant, RequestBody, Text
from webapi.page_safety import csp_nonce
from webapi.paging import Page, PagingOf
from webapi.problems import Problem, ProblemRule, ProblemTable, not_found
from webapi.settings import ServiceSettings

SECRET = "a-local-secret-of-at-least-32-bytes"


def sample_settings(**changes: object) -> ServiceSettings:
    """Return settings that need no environment."""
    given = {
        "jwt_secret": SecretStr(SECRET),
        "database_url": "postgresql://nobody:hidden@127.0.0.1/none",
        "kafka_bootstrap_servers": "127.0.0.1:1",
    }
    return ServiceSettings.model_validate({**given, **changes})


class NoteTooSad(Exception):
    """Write something happier."""


class NoteRefused(Exception):
    """The note is refused by a rule, named in the code."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


class WriteNote(RequestBody):
    """A note to write."""

    text: Text
    note_id: Id | None = None
    remind_at: Instant | None = None


class NoteView(BaseModel):
    """A note as it is shown."""

    note_id: str
    text: str
    remind_at: Instant | None
    version: int


@dataclass
class Shelf:
    """The notes, and the answers given to commands."""

    notes: dict[str, list[NoteView]] = field(default_factory=dict)
    answers: dict[UUID, tuple[bytes, NoteView]] = field(default_factory=dict)
    actors: list[str | None] = field(default_factory=list)
    correlations: list[str] = field(default_factory=list)

    def write(
        self, customer_id: str, command: WriteNote, key: CommandKey | None
    ) -> tuple[NoteView, bool]:
        """Keep the note once a key."""
        if key and key.command_id in self.answers:
            fingerprint, answer = self.answers[key.command_id]
            if fingerprint != key.fingerprint:
                raise KeyReused("used before, for another request")
            return answer, True
        shelf = self.notes.setdefault(customer_id, [])
        note_id = command.note_id or f"n{len(shelf) + 1}"
        note = NoteView(
            note_id=note_id, text=command.text, remind_at=command.remind_at, version=len(shelf) + 1
        )
        shelf.append(note)
        if key:
            self.answers[key.command_id] = key.fingerprint, note
        return note, False


def _refusal(error: NoteRefused) -> Problem:
    return Problem(403, error.rule, "Refused by a rule", more={"allowed": ["gold"]})


PROBLEMS: ProblemTable = {
    NoteTooSad: ProblemRule(409, "too-sad", "Too sad"),
    NoteRefused: _refusal,
}


def notes_router(shelf: Shelf) -> APIRouter:
    """Return the routes."""
    router = APIRouter(prefix="/v1/customers/{customer_id}/notes", tags=["notes"])

    @router.get("")
    async def list_notes(
        customer_id: str, identity: CurrentIdentity, paging: PagingOf
    ) -> Page[NoteView]:
        own_customer(identity, customer_id)
        after = paging.after[0] if paging.after else 0
        assert isinstance(after, int)
        rows = [note for note in shelf.notes.get(customer_id, []) if note.version > after]
        return paging.page(rows[: paging.fetch], lambda note: (note.version,))

    @router.post("", status_code=201)
    async def write_note(
        customer_id: str, body: WriteNote, identity: CurrentIdentity, key: CommandKeyOf
    ) -> Response:
        """Write a note for a customer."""
        own_customer(identity, customer_id)
        meta = meta_for(identity)
        shelf.actors.append(meta.actor)
        shelf.correlations.append(meta.correlation_id)
        _refuse(body.text)
        note, replayed = shelf.write(customer_id, body, key)
        headers = {**etag_headers(note.version), **replayed_headers(replayed)}
        return JSONResponse(note.model_dump(mode="json"), 201, headers)

    @router.put("/{note_id}")
    async def rewrite_note(
        customer_id: str, note_id: str, identity: CurrentIdentity, seen: IfMatch
    ) -> dict[str, str]:
        own_customer(identity, customer_id)
        notes = [note for note in shelf.notes.get(customer_id, []) if note.note_id == note_id]
        if not notes:
            raise not_found()
        if seen not in (None, notes[0].version) or note_id == "raced":
            raise WrongExpectedVersion(f"note-{note_id}", seen or 0, notes[0].version)
        return {"note_id": note_id}

    return router


def _refuse(text: str) -> None:
    match text:
        case "sad":
            raise NoteTooSad
        case "refused":
            raise NoteRefused("plan-lapsed")
        case "importing":
            raise ImportUnderWay
        case "bug":
            raise RuntimeError("the password is hunter2")
        case _:
            return


def office_router() -> APIRouter:
    """Return routes that are not about one customer."""
    router = APIRouter()

    @router.get("/v1/reports")
    async def reports(
        identity: Annotated[Identity, Depends(allow("analyst", "admin"))],
    ) -> dict[str, str]:
        return {"reader": identity.subject}

    @router.get("/v1/forgotten")
    async def forgotten() -> dict[str, str]:
        return {"secret": "its author forgot to ask who is there"}

    @router.get("/board", response_class=HTMLResponse)
    async def board(request: Request, identity: PageIdentity, period: str = "") -> HTMLResponse:
        del period
        return HTMLResponse(f"<style nonce={csp_nonce(request)}></style>{identity.role}")

    @router.get("/links/{signed}", dependencies=[Depends(open_to_strangers)])
    async def link(signed: str) -> dict[str, int]:
        return {"length": len(signed)}

    @router.post("/links/{signed}", dependencies=[Depends(open_to_strangers)])
    async def press(signed: str, request: Request) -> dict[str, list[str]]:
        del signed
        return parse_qs((await request.body()).decode())

    return router


async def database() -> None:
    """Pass, as a check of the database."""


async def broken() -> None:
    """Fail, and say why."""
    raise NotReady("the clock is blind")


async def exploding() -> None:
    """Fail without a word."""
    raise OSError("postgresql://nobody:hidden@10.0.0.1 refused")


def sample_app(shelf: Shelf | None = None, settings: ServiceSettings | None = None) -> FastAPI:
    """Return the service's app."""
    return make_app(
        "Notes",
        "1.0",
        settings or sample_settings(),
        [notes_router(shelf or Shelf()), office_router()],
        PROBLEMS,
        {"database": database},
    )
