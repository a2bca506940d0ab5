"""Sends a page as mail; the Message-ID is made of the attempt's key, so that a mail sent twice is one mail to its reader."""

import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

import aiosmtplib

from notifier.channels.channel import Delivered, Outcome, Refused, TryLater, Unknown
from notifier.domain.page_message import PageMessage, lines_of, title_of

_TEMPORARY = range(400, 500)


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
        """Of `smtp://[user:password@]host[:port]`, or `smtps://`. Raises ValueError."""
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
    """One connection a mail: pages are few, and a connection kept open may be dead when it matters."""

    server: MailServer
    sender: str
    timeout_s: float = 10.0

    async def send(self, address: str, message: PageMessage) -> Outcome:
        """Hand the mail in. A 4xx answer or no connection: TryLater; 5xx: Refused; lost on the way: Unknown."""
        try:
            mail = compose(address, self.sender, message)
            await self._hand_in(mail)
        except ValueError:
            return Refused("address-malformed")
        except (aiosmtplib.SMTPConnectError, aiosmtplib.SMTPConnectTimeoutError, ssl.SSLError):
            return TryLater("not-connected")
        except (aiosmtplib.SMTPServerDisconnected, aiosmtplib.SMTPTimeoutError, OSError):
            return Unknown("connection-lost")
        except aiosmtplib.SMTPRecipientsRefused as refused:
            return _refusal(refused.recipients[0].code if refused.recipients else 550)
        except aiosmtplib.SMTPResponseException as refused:
            return _refusal(refused.code)
        except aiosmtplib.SMTPException:
            return TryLater("smtp-failed")
        return Delivered(str(mail["Message-ID"]))

    async def _hand_in(self, mail: EmailMessage) -> None:
        await aiosmtplib.send(
            mail,
            hostname=self.server.host,
            port=self.server.port,
            username=self.server.username,
            password=self.server.password,
            use_tls=self.server.secure,
            timeout=self.timeout_s,
        )


def compose(address: str, sender: str, message: PageMessage) -> EmailMessage:
    """The mail, in plain text. Raises ValueError for an address that would break the header."""
    if any(letter in address for letter in "\r\n,") or "@" not in address:
        raise ValueError("no single mail address")
    mail = EmailMessage()
    mail["From"], mail["To"] = sender, address
    mail["Subject"] = " ".join(title_of(message.facts).split())
    mail["Date"] = format_datetime(message.now)
    mail["Message-ID"] = f"<{message.attempt_key}@tocsin>"
    mail["X-Priority"] = "1" if message.facts.priority == "P1" else "3"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content("\n\n".join(lines_of(message)) + "\n")
    return mail


def _refusal(code: int) -> Outcome:
    return TryLater(f"smtp-{code}") if code in _TEMPORARY else Refused(f"smtp-{code}")
