"""Keeps secrets and people's words out of the logs, whoever logs them."""

import re
import traceback
from collections.abc import Mapping, Sequence

from structlog.typing import EventDict, WrappedLogger

REDACTED = "[redacted]"

SENSITIVE = frozenset(
    {
        "token",
        "jwt",
        "bearer",
        "authorization",
        "cookie",
        "secret",
        "password",
        "passwd",
        "passphrase",
        "credential",
        "credentials",
        "signature",
        "text",
        "description",
        "subject",
        "summary",
        "body",
        "email",
        "mail",
        "address",
        "phone",
        "dsn",
        "url",
    }
)
"""A key is redacted where one of its words (`smtpPassword`: smtp, password) is one of these."""

SENSITIVE_TOGETHER = ("api key", "access key", "private key", "secret key")
"""Words that are secret beside each other only: a key of a table is none."""

LONGEST_MESSAGE = 200

_WORDS = re.compile(r"[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
# User and password in an address; a JWT, an API key or a webhook's secret, wherever it stands;
# whatever follows `Bearer`; the token of a printed link; the signed link of a page; and addresses
# of mail, which are a person's, also where they are somebody's id.
_CREDENTIALS = re.compile(
    r"(?<=://)[^/\s@]+@|\beyJ[\w-]+\.[\w-]+\.[\w-]*|\btck_[\w-]+"
    r"|\bwhsec_[\w+/=-]+|(?<=[?&]token=)[^&\s]+"
    r"|(?i:(?<=\bBearer )[\w.~+/=-]+)|(?<=/a/)[\w.~-]{16,}"
    r"|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
)


def redact(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Replace what a sensitive key holds by `[redacted]`, at any depth, and tokens anywhere.

    A structlog processor.
    """
    del logger, method
    return {key: _clean(key, value) for key, value in event.items()}


def safe_traceback(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Render the traceback without local values, each message cut to its first line.

    A structlog processor. Later lines of a database's or validator's message hold the values that
    it was given.
    """
    del logger, method
    error = _error_of(event.pop("exc_info", None))
    return event if error is None else {**event, "exception": traceback_text(error)}


def traceback_text(error: BaseException) -> str:
    """Return the frames and first message lines of an error and of what led to it.

    The earliest comes first; errors inside the error are included.
    """
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    inside = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    frames = "".join(traceback.format_tb(error.__traceback__))
    own = f"{frames}{type(error).__module__}.{type(error).__qualname__}: {first_line(error)}"
    return "\n\n".join(
        [*([traceback_text(before)] if before else []), own, *map(traceback_text, inside)]
    )


def first_line(error: BaseException) -> str:
    """Return the first line of an error's message, cut to a length, without credentials."""
    return scrub(str(error).partition("\n")[0][:LONGEST_MESSAGE])


def scrub(text: str) -> str:
    """Return the text without tokens and without the user and password of an address."""
    return _CREDENTIALS.sub(REDACTED, text)


def is_sensitive(key: str) -> bool:
    """Return whether what this key holds must not be logged."""
    words = [word.lower() for word in _WORDS.split(key)]
    together = " ".join(words)
    return not SENSITIVE.isdisjoint(words) or any(it in together for it in SENSITIVE_TOGETHER)


def _clean(key: str, value: object) -> object:
    if is_sensitive(key) and value is not None:
        return REDACTED
    return _clean_inside(value)


def _clean_inside(value: object) -> object:
    if isinstance(value, str):
        return scrub(value)
    if isinstance(value, Mapping):
        return {key: _clean(str(key), inner) for key, inner in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray | memoryview):
        return [_clean_inside(inner) for inner in value]
    return value


def _error_of(exc_info: object) -> BaseException | None:
    if isinstance(exc_info, BaseException):
        return exc_info
    if (
        isinstance(exc_info, tuple)
        and len(exc_info) == 3
        and isinstance(exc_info[1], BaseException)
    ):
        return exc_info[1]
    return None
