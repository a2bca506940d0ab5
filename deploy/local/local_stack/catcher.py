"""A web page that catches what would wake an engineer: webhooks by POST /hook/{who}, mail by SMTP. For the local system only."""

import asyncio
import email
import email.policy
import html
import re
from collections import deque
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import uvicorn
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse

from events.clock import SystemClock
from local_stack.free_ports import LOCALHOST

_KEPT = 200
_LINK = re.compile(r"https?://[^\s<>\"]+")
_CLOCK = SystemClock()


@dataclass(frozen=True)
class Caught:
    """One message as it arrived."""

    how: str
    who: str
    title: str
    text: str
    at: datetime


class Catch:
    """The newest messages, newest first; a webhook that comes twice under one key is shown once, as a provider would."""

    def __init__(self) -> None:
        self.messages: deque[Caught] = deque(maxlen=_KEPT)
        self._keys: set[str] = set()

    def add(self, message: Caught, key: str | None) -> None:
        """Take a message in, unless its key was seen."""
        if key is not None and key in self._keys:
            return
        if key is not None:
            self._keys.add(key)
        self.messages.appendleft(message)


class MailCatch:
    """What aiosmtpd hands mail to."""

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
    """The web side: takes webhooks, shows everything."""
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
        return _page(catch)

    return app


async def catch_forever(port: int, smtp_port: int) -> None:
    """Serve both until told to stop."""
    catch = Catch()
    mail = Controller(MailCatch(catch), hostname=LOCALHOST, port=smtp_port)
    mail.start()
    try:
        config = uvicorn.Config(make_catcher(catch), host=LOCALHOST, port=port, log_level="warning")
        await uvicorn.Server(config).serve()
    finally:
        await asyncio.to_thread(mail.stop)


def _title(body: dict[str, Any]) -> str:
    return str(body.get("title") or body.get("summary") or body.get("text") or "page")


def _lines(body: dict[str, Any]) -> str:
    return "\n".join(
        f"{name}: {value}" for name, value in body.items() if not isinstance(value, dict | list)
    )


def _page(catch: Catch) -> str:
    cards = "".join(_card(message) for message in catch.messages)
    empty = "<p class=empty>Nobody was paged yet. Open a P1 with the command that <code>make run</code> printed.</p>"
    return _FRAME.replace("{{cards}}", cards or empty)


def _card(message: Caught) -> str:
    text = _LINK.sub(
        lambda link: f'<a href="{link[0]}">{link[0][:60]}…</a>',
        html.escape(message.text, quote=False),
    )
    return (
        f"<article class={message.how}><header><b>{message.how}</b> to {html.escape(message.who)}"
        f"<time>{message.at:%H:%M:%S} UTC</time></header><h2>{html.escape(message.title)}</h2><pre>{text}</pre></article>"
    )


_FRAME = """<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content="width=device-width">
<meta http-equiv=refresh content=2><title>Caught pages and mail</title><style>
:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem}
article{border:1px solid #8884;border-left:6px solid #c2410c;border-radius:8px;padding:.75rem 1rem;margin:1rem 0}
article.mail{border-left-color:#2563eb}header{display:flex;gap:.4rem;font-size:.85rem;opacity:.8}time{margin-left:auto}
h1{font-size:1.4rem}h2{font-size:1.05rem;margin:.3rem 0}pre{white-space:pre-wrap;overflow-wrap:anywhere;font-size:.85rem;margin:0}
.empty{opacity:.7}</style><h1>What would have woken somebody</h1>{{cards}}</html>"""
