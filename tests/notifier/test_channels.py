"""The channels against real servers on this machine, and what each answer of a provider means."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ipaddress import ip_address

import httpx
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from local_stack.free_ports import free_port
from notifier.channels.channel import (
    Delivered,
    Letter,
    NotNeeded,
    Outcome,
    Refused,
    TryLater,
    Unknown,
)
from notifier.channels.email_channel import EmailChannel, MailServer, compose
from notifier.channels.http_delivery import HttpDelivery
from notifier.channels.pagerduty_channel import PagerDutyChannel
from notifier.channels.slack_channel import SlackChannel, slack_body
from notifier.channels.unconfigured_channel import UnconfiguredChannel
from notifier.channels.webhook_channel import WebhookChannel
from notifier.domain.page_message import PageMessage
from tests.notifier.made_up_messages import LINK, MESSAGE
from webapi.outbound.dial import Dialer
from webapi.outbound.outbound_guard import AddressRefused, OutboundGuard


def letter(message: PageMessage | None = MESSAGE) -> Letter:
    """A letter that says `message` when it is written."""

    async def ask() -> PageMessage | None:
        return message

    return Letter(ask)


@dataclass
class TinyServer:
    """Answers every request with the same bytes, or hangs up, or says nothing."""

    answer: bytes
    port: int = 0
    requests: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    @property
    def body(self) -> dict[str, object]:
        reply: dict[str, object] = json.loads(self.requests[-1].partition(b"\r\n\r\n")[2])
        return reply

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        self.requests.append(head + await reader.readexactly(length))
        if self.answer != b"silence":
            writer.write(self.answer)
            await writer.drain()
            writer.close()


def answer(status: str, body: str = "{}", headers: str = "") -> bytes:
    length = f"Content-Length: {len(body)}\r\n"
    return f"HTTP/1.1 {status}\r\n{length}{headers}Connection: close\r\n\r\n{body}".encode()


@asynccontextmanager
async def served(reply: bytes) -> AsyncIterator[TinyServer]:
    tiny = TinyServer(reply)
    server = await asyncio.start_server(tiny.take, "127.0.0.1", 0)
    tiny.port = server.sockets[0].getsockname()[1]
    yield tiny
    server.close()


@pytest.fixture
def delivery() -> HttpDelivery:
    """With time enough for an answer on a busy machine."""
    return delivery_within(10.0)


def delivery_within(deadline_s: float) -> HttpDelivery:
    return HttpDelivery(Dialer(OutboundGuard(allow_loopback=True)), deadline_s=deadline_s)


async def test_a_webhook_gets_the_page_and_the_key(delivery: HttpDelivery) -> None:
    async with served(answer("200 OK", '{"id": "abc"}')) as tiny:
        outcome = await WebhookChannel(delivery).send(tiny.url, letter())

    assert outcome == Delivered("abc")
    assert f"idempotency-key: {MESSAGE.attempt_key}".encode() in tiny.requests[0].lower()
    assert (tiny.body["dedup_key"], tiny.body["acknowledge_url"]) == (MESSAGE.attempt_key, LINK)
    assert (tiny.body["title"], tiny.body["minutes_left"]) == (
        "P1 CS-1 of Lakeside & <Sons> needs an engineer now",
        59,
    )


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (answer("204 No Content", ""), Delivered(None)),
        (answer("200 OK", "thanks"), Delivered(None)),
        (answer("404 Not Found"), Refused("http-404")),
        (answer("302 Found", headers="Location: http://127.0.0.1:1/\r\n"), Refused("http-302")),
        (answer("429 Too Many Requests"), TryLater("http-429")),
        (answer("503 Service Unavailable"), TryLater("http-503")),
        (b"", Unknown("connection-lost")),
        (b"nonsense\r\n\r\n", Unknown("connection-lost")),
    ],
)
async def test_what_an_answer_means(delivery: HttpDelivery, reply: bytes, outcome: Outcome) -> None:
    async with served(reply) as tiny:
        assert await WebhookChannel(delivery).send(tiny.url, letter()) == outcome


async def test_whether_a_server_that_says_nothing_took_it_is_not_known() -> None:
    async with served(b"silence") as tiny:
        outcome = await WebhookChannel(delivery_within(0.5)).send(tiny.url, letter())
    assert outcome == Unknown("no-answer-in-time")


async def test_a_server_that_is_not_there_is_tried_later(delivery: HttpDelivery) -> None:
    assert await WebhookChannel(delivery).send(
        f"http://127.0.0.1:{free_port()}/", letter()
    ) == TryLater("not-connected")


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("ftp://example.com/x", "address-not-http"),
        ("file:///etc/passwd", "address-not-http"),
        ("http://127.0.0.1/", "address-is-loopback"),
        ("http://[::ffff:127.0.0.1]/", "address-is-loopback"),
        ("http://169.254.169.254/latest/", "address-is-internal"),
        ("http://10.0.0.1/", "address-is-private"),
        ("http://0.0.0.0/", "address-is-internal"),
    ],
)
async def test_a_webhook_leads_nowhere_inside(url: str, problem: str) -> None:
    with pytest.raises(AddressRefused, match=problem):
        await OutboundGuard().addresses_of(httpx.URL(url))


async def test_a_refused_address_is_a_failure_without_the_address() -> None:
    delivery = HttpDelivery(Dialer(OutboundGuard()))

    outcome = await WebhookChannel(delivery).send("http://127.0.0.1/secret", letter())

    assert outcome == Refused("address-is-loopback")


async def test_an_address_that_is_none_is_refused(delivery: HttpDelivery) -> None:
    assert await WebhookChannel(delivery).send("http://[::1", letter()) == Refused(
        "address-malformed"
    )


async def test_private_gateways_can_be_allowed() -> None:
    url = httpx.URL("http://10.0.0.1/")

    assert await OutboundGuard(allow_private=True).addresses_of(url) == [ip_address("10.0.0.1")]


async def test_pagerduty_gets_its_own_shape(delivery: HttpDelivery) -> None:
    async with served(answer("202 Accepted", '{"dedup_key": "k"}')) as tiny:
        assert await PagerDutyChannel(delivery).send(f"{tiny.url}#R0UT1NG", letter()) == Delivered(
            "k"
        )

    assert tiny.body["routing_key"] == "R0UT1NG"
    assert (tiny.body["event_action"], tiny.body["dedup_key"]) == ("trigger", MESSAGE.attempt_key)


async def test_pagerduty_needs_a_routing_key(delivery: HttpDelivery) -> None:
    assert await PagerDutyChannel(delivery).send("https://x.example/", letter()) == Refused(
        "routing-key-missing"
    )


async def test_slack_gets_text_and_a_button(delivery: HttpDelivery) -> None:
    async with served(answer("200 OK", "ok")) as tiny:
        assert await SlackChannel(delivery).send(tiny.url, letter()) == Delivered(None)

    assert "Lakeside &amp; &lt;Sons&gt;" in str(slack_body(MESSAGE)["text"])
    assert LINK in str(tiny.body["blocks"])


async def test_a_channel_without_a_gateway_says_so() -> None:
    assert await UnconfiguredChannel().send("+1 555 0100", letter()) == Refused(
        "channel-not-configured"
    )


@dataclass
class Postbox:
    """What aiosmtpd hands mail to."""

    answer: str = "250 taken"
    mails: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        mail = message_from_bytes(envelope.original_content or b"", policy=default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return self.answer


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture
def mail_server(postbox: Postbox) -> Iterator[MailServer]:
    controller = Controller(postbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield MailServer(host="127.0.0.1", port=controller.port)
    controller.stop()


async def test_a_mail_has_the_link_and_an_id_that_stays(
    postbox: Postbox, mail_server: MailServer
) -> None:
    channel = EmailChannel(mail_server, "tocsin@vendor.example")

    outcomes = [await channel.send("noa@vendor.example", letter()) for _ in range(2)]

    assert outcomes == [Delivered(f"<{MESSAGE.attempt_key}@tocsin>")] * 2
    assert {mail["Message-ID"] for mail in postbox.mails} == {f"<{MESSAGE.attempt_key}@tocsin>"}
    assert postbox.mails[0]["Subject"] == "P1 CS-1 of Lakeside & <Sons> needs an engineer now"
    assert f"Acknowledge: {LINK}" in postbox.mails[0].get_content()


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [("451 later", TryLater("smtp-451")), ("554 never", Refused("smtp-554"))],
)
async def test_what_a_mail_servers_answer_means(
    postbox: Postbox, mail_server: MailServer, reply: str, outcome: Outcome
) -> None:
    postbox.answer = reply

    assert (
        await EmailChannel(mail_server, "tocsin@vendor.example").send(
            "noa@vendor.example", letter()
        )
        == outcome
    )


async def test_a_mail_server_that_is_not_there_is_tried_later() -> None:
    nowhere = MailServer(host="127.0.0.1", port=free_port())

    assert await EmailChannel(nowhere, "t@v.example").send(
        "noa@vendor.example", letter()
    ) == TryLater("not-connected")


@pytest.mark.parametrize(
    "address", ["nobody", "a@b.example\r\nBcc: x@y.example", "a@b.example,c@d.example"]
)
async def test_an_address_that_would_break_the_mail_is_refused(
    mail_server: MailServer, address: str
) -> None:
    assert await EmailChannel(mail_server, "t@v.example").send(address, letter()) == Refused(
        "address-malformed"
    )


def test_a_mail_servers_address_is_read() -> None:
    assert MailServer.of("smtps://u%40x:p@mail.example") == MailServer(
        host="mail.example", port=465, secure=True, username="u@x", password="p"
    )
    assert MailServer.of("smtp://127.0.0.1:2525").port == 2525
    with pytest.raises(ValueError, match="smtp://"):
        MailServer.of("http://x")


def test_a_mail_is_one_that_no_robot_answers() -> None:
    assert (
        compose("noa@vendor.example", "t@v.example", MESSAGE)["Auto-Submitted"] == "auto-generated"
    )


@dataclass
class PlainMailServer:
    """A mail server that offers a login, and TLS only if it is told to say so.

    Notes what it was told.
    """

    offers: bytes = b"250-mail.example\r\n250 AUTH PLAIN LOGIN\r\n"
    after_rcpt: bytes = b"250 yes\r\n"
    port: int = 0
    told: list[bytes] = field(default_factory=list)

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example\r\n")
        while line := await reader.readline():
            self.told.append(line.strip())
            writer.write(self._answer(line[:4].upper()))
        writer.close()

    def _answer(self, command: bytes) -> bytes:
        if command == b"EHLO":
            return self.offers
        return self.after_rcpt if command == b"RCPT" else b"250 yes\r\n"


@asynccontextmanager
async def mail_at(server: PlainMailServer) -> AsyncIterator[PlainMailServer]:
    listening = await asyncio.start_server(server.take, "127.0.0.1", 0)
    server.port = listening.sockets[0].getsockname()[1]
    yield server
    listening.close()


async def test_a_password_never_goes_without_tls() -> None:
    async with mail_at(PlainMailServer()) as server:
        where = MailServer.of(f"smtp://noa:hunter2@127.0.0.1:{server.port}")

        outcome = await EmailChannel(where, "t@v.example").send("noa@vendor.example", letter())

    assert outcome == Refused("mail-server-without-tls")
    assert [line[:4] for line in server.told] == [b"EHLO"]


async def test_a_mail_server_that_hangs_before_the_text_was_sent_is_tried_later() -> None:
    async with mail_at(PlainMailServer(after_rcpt=b"")) as server:
        channel = EmailChannel(MailServer.of(f"smtp://127.0.0.1:{server.port}"), "t@v.example", 0.5)

        assert await channel.send("noa@vendor.example", letter()) == TryLater("not-connected")


async def test_a_mail_server_that_never_stops_talking_is_cut_off() -> None:
    async with mail_at(PlainMailServer(offers=b"250-more\r\n" * 100_000)) as server:
        channel = EmailChannel(MailServer.of(f"smtp://127.0.0.1:{server.port}"), "t@v.example", 2)

        assert await channel.send("noa@vendor.example", letter()) == TryLater("not-connected")


async def test_nothing_is_sent_where_nobody_needs_it_by_the_time_the_line_is_open(
    delivery: HttpDelivery,
) -> None:
    async with served(answer("200 OK")) as tiny, mail_at(PlainMailServer()) as server:
        mail = EmailChannel(MailServer.of(f"smtp://127.0.0.1:{server.port}"), "t@v.example", 2)

        outcomes = [
            await WebhookChannel(delivery).send(tiny.url, letter(None)),
            await mail.send("noa@vendor.example", letter(None)),
        ]

    assert outcomes == [NotNeeded(), NotNeeded()]
    assert tiny.requests == []
    assert b"DATA" not in server.told


async def test_a_provider_that_says_how_long_to_wait_is_heard(delivery: HttpDelivery) -> None:
    reply = [
        ("30", timedelta(seconds=30)),
        ("7200", timedelta(minutes=15)),
        ("soon", None),
        ("-1", None),
    ]
    for words, after in reply:
        async with served(
            answer("429 Too Many Requests", headers=f"Retry-After: {words}\r\n")
        ) as tiny:
            assert await WebhookChannel(delivery).send(tiny.url, letter()) == TryLater(
                "http-429", after
            )
