"""Sends a page as mail.

The Message-ID is made of the attempt's key, so that a mail sent twice is one mail to its reader.
"""

import asyncio
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

import aiosmtplib

from notifier.channels.channel import (
    Delivered,
    Letter,
    NotNeeded,
    Outcome,
    Refused,
    TryLater,
    Unknown,
)
from notifier.domain.page_message import PageMessage, lines_of, title_of

_TEMPORARY, _FINAL = range(400, 500), range(500, 600)
# A server need not take text of 8 bits, so other letters than ASCII are encoded.
_ON_THE_WIRE = SMTP.clone(cte_type="7bit")


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where mail is handed in. `secure`: TLS from the first byte (`smtps://`)."""

    host: str
    port: int
    secure: bool = False
    username: str | None = None
    password: str | None = None

    @classmethod
    def of(cls, url: str) -> "MailServer":
        """Read `smtp://[user:password@]host[:port]`, or `smtps://`. Raises ValueError."""
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ValueError("must be smtp://host:port or smtps://host:port")
        secure = parts.scheme == "smtps"
        return cls(
            host=parts.hostname,
            port=parts.port or (465 if secure else 25),
            secure=secure,
            username=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
        )


@dataclass(frozen=True, slots=True)
class EmailChannel:
    """One connection a mail: pages are few, and a connection kept open may be dead when it matters.

    `deadline_s` holds for the whole of it. Where there is a password it goes over TLS only, or not
    at all.
    """

    server: MailServer
    sender: str
    deadline_s: float = 10.0
    tls: ssl.SSLContext | None = None

    async def send(self, address: str, letter: Letter) -> Outcome:
        """Hand the mail in.

        A 4xx answer, or nothing sent yet: TryLater; 5xx: Refused; lost after the text: Unknown.
        """
        # Whatever check let it in: a line break in an address would be a command of its own.
        if not is_single_address(address):
            return Refused("address-malformed")
        try:
            async with asyncio.timeout(self.deadline_s):
                return await self._hand_in(address, letter)
        except NoTls:
            return Refused("mail-server-without-tls")
        except aiosmtplib.SMTPResponseException as refused:
            return _refusal(refused.code) or _broken_off(letter)
        except (aiosmtplib.SMTPException, OSError):
            return _broken_off(letter)

    async def _hand_in(self, address: str, letter: Letter) -> Outcome:
        """Hand in the text last, after the server has agreed to the sender and the recipient."""
        client = aiosmtplib.SMTP(
            hostname=self.server.host,
            port=self.server.port,
            use_tls=self.server.secure,
            # Left to `_introduce`, which decides what a server without TLS may still be sent.
            start_tls=False,
            timeout=self.deadline_s,
            tls_context=self.tls,
        )
        try:
            await client.connect()
            await self._introduce(client)
            # Only where the address needs it: many servers do not know the option and would refuse.
            wide = not address.isascii()
            await client.mail(self.sender, options=["SMTPUTF8"] if wide else [])
            await client.rcpt(address, encoding="utf-8" if wide else "ascii")
            message = await letter.write()
            if message is None:
                return NotNeeded()
            mail = compose(address, self.sender, message)
            await client.data(mail.as_bytes(policy=_ON_THE_WIRE.clone(utf8=wide)))
            return Delivered(str(mail["Message-ID"]))
        finally:
            # No QUIT: the outcome is known, and a slow goodbye must not change it.
            client.close()

    async def _introduce(self, client: aiosmtplib.SMTP) -> None:
        """Switch to TLS if the server can; log in over TLS only. Raises NoTls."""
        if not self.server.secure:
            await client.ehlo()
            if client.supports_extension("starttls"):
                await client.starttls()
            elif self.server.password is not None:
                raise NoTls("the mail server offers no TLS")
        if self.server.username is not None and self.server.password is not None:
            await client.login(self.server.username, self.server.password)


class NoTls(Exception):
    """A password would have gone over the wire for anybody to read; it did not go."""


def is_single_address(address: str) -> bool:
    """Tell whether it is a single mail address that cannot break a header or a command."""
    return "@" in address and not any(
        letter in ",<>" or letter.isspace() or not letter.isprintable() for letter in address
    )


def compose(address: str, sender: str, message: PageMessage) -> EmailMessage:
    """Return the mail, in plain text."""
    mail = EmailMessage()
    mail["From"], mail["To"] = sender, address
    mail["Subject"] = title_of(message.facts)
    mail["Date"] = format_datetime(message.now)
    mail["Message-ID"] = f"<{message.attempt_key}@tocsin>"
    mail["X-Priority"] = "1" if message.facts.priority == "P1" else "3"
    # So that no absence assistant answers, to whom nobody listens (RFC 3834).
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content("\n\n".join((*lines_of(message), *_links(message))) + "\n")
    return mail


def _links(message: PageMessage) -> Iterator[str]:
    for page in message.also:
        yield f"Also: {page.title}\n{page.acknowledge_url}"
    yield f"Acknowledge: {message.acknowledge_url}"


def _refusal(code: int) -> Outcome | None:
    """Return the outcome; None for a code that SMTP does not know, so not from a mail server."""
    if code in _TEMPORARY:
        return TryLater(f"smtp-{code}")
    return Refused(f"smtp-{code}") if code in _FINAL else None


def _broken_off(letter: Letter) -> Outcome:
    return Unknown("connection-lost") if letter.written else TryLater("not-connected")
