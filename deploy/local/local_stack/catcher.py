"""Serves a page that catches what would wake an engineer, for the local system only.

Webhooks come by POST /hook/{who}, mail by SMTP.
"""

import asyncio
import email
import email.policy
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any

import uvicorn
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from events.clock import SystemClock
from local_stack.free_ports import LOCALHOST

_KEPT = 200
_CLOCK = SystemClock()
_TEMPLATES = Environment(
    loader=PackageLoader("local_stack"), autoescape=True, undefined=StrictUndefined
)


@dataclass(frozen=True)
class Caught:
    """One message as it arrived."""

    how: str
    who: str
    title: str
    text: str
    at: datetime


class Catch:
    """The newest messages, newest first.

    A webhook that comes twice under one key is shown once, as a provider would do it. Webhooks come
    in one thread, and mail in another.
    """

    def __init__(self) -> None:
        self._messages: deque[Caught] = deque(maxlen=_KEPT)
        self._keys: set[str] = set()
        self._lock = Lock()

    @property
    def messages(self) -> Sequence[Caught]:
        """The messages as they are now."""
        with self._lock:
            return tuple(self._messages)

    def add(self, message: Caught, key: str | None) -> None:
        """Take a message in, unless its key was seen."""
        with self._lock:
            # A repeat may come after its first message was pushed out, so the keys are kept apart.
            if key is not None and key in self._keys:
                return
            if key is not None:
                self._keys.add(key)
            self._messages.appendleft(message)


class MailCatch:
    """Receives mail from aiosmtpd."""

    def __init__(self, catch: Catch) -> None:
        self._catch = catch

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Take one mail in."""
        del server, session
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        mail = email.message_from_bytes(content, policy=email.policy.default)
        body = mail.get_body(("plain",))
        text = body.get_content() if body is not None else ""
        title = str(mail.get("Subject", "(no subject)"))
        self._catch.add(
            Caught("mail", ", ".join(envelope.rcpt_tos), title, text, _CLOCK.now()),
            mail.get("Message-ID"),
        )
        return "250 caught"


def make_catcher(catch: Catch) -> FastAPI:
    """Return the web side, which takes webhooks and shows everything."""
    app = FastAPI(title="Tocsin: what was caught", docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/health/live")
    async def live() -> dict[str, str]:
        return {"status": "live"}

    @app.post("/hook/{who}")
    async def hook(who: str, request: Request) -> dict[str, str]:
        body: dict[str, Any] = await request.json()
        key = request.headers.get("Idempotency-Key")
        catch.add(Caught("webhook", who, _title(body), _lines(body), _CLOCK.now()), key)
        return {"id": f"caught-{len(catch.messages)}"}

    @app.get("/caught.json")
    async def caught() -> list[dict[str, str]]:
        return [
            {"how": m.how, "who": m.who, "title": m.title, "text": m.text, "at": m.at.isoformat()}
            for m in catch.messages
        ]

    @app.get("/", response_class=HTMLResponse)
    async def show() -> str:
        return _TEMPLATES.get_template("caught.html.jinja").render(messages=catch.messages)

    return app


async def catch_forever(port: int, smtp_port: int) -> None:
    """Serve both until told to stop."""
    catch = Catch()
    mail = Controller(MailCatch(catch), hostname=LOCALHOST, port=smtp_port)
    mail.start()
    try:
        config = uvicorn.Config(
            make_catcher(catch),
            host=LOCALHOST,
            port=port,
            log_level="warning",
            # Longer than clients keep a connection: one of them would be closed as it is used.
            timeout_keep_alive=75,
        )
        await uvicorn.Server(config).serve()
    finally:
        # It waits for a thread, so the loop must not.
        await asyncio.to_thread(mail.stop)


def _title(body: dict[str, Any]) -> str:
    return str(body.get("title") or body.get("summary") or body.get("text") or "page")


def _lines(body: dict[str, Any]) -> str:
    return "\n".join(
        f"{name}: {value}" for name, value in body.items() if not isinstance(value, dict | list)
    )
