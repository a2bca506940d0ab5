"""Signs where a page of a list ended, so that a cursor that comes back is one that was given
out."""

import binascii
import hmac
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import TypeAlias

import structlog
from fastapi import Request
from pydantic import TypeAdapter, ValidationError

from webapi.problems import Problem
from webapi.settings import ServiceSettings

Position: TypeAlias = tuple[str | int | float | None, ...]
"""Where a page ended: the sort key of its last row."""

LONGEST_CURSOR = 4096
"""In characters: a sort key holds a name of 200 characters, each up to 4 bytes, and an id."""

_MAC_SIZE = 16
# The secret may be the one that signs tokens, so the key is derived for this use alone.
_PURPOSE = b"tocsin-cursor\n"
_POSITION: TypeAdapter[Position] = TypeAdapter(Position)
_log = structlog.get_logger(__name__)


class Cursors:
    """Writes and reads cursors. Each is bound to the path of its list by an HMAC (SHA-256).

    Instances of a service that answer for each other need the same `secret`.
    """

    def __init__(self, secret: bytes) -> None:
        self._key = hmac.digest(secret, _PURPOSE, "sha256")

    def write(self, path: str, position: Position) -> str:
        """Return the cursor of a position in the list at `path`."""
        content = json.dumps(position, separators=(",", ":"), ensure_ascii=False).encode()
        return urlsafe_b64encode(self._mac(path, content) + content).decode().rstrip("=")

    def read(self, path: str, cursor: str) -> Position:
        """Return the position of a cursor that the list at `path` gave out.

        Raises 400 `bad-cursor`.
        """
        try:
            raw = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
            mac, content = raw[:_MAC_SIZE], raw[_MAC_SIZE:]
            if not hmac.compare_digest(mac, self._mac(path, content)):
                raise _bad_cursor()
            position = _POSITION.validate_json(content)
        except (binascii.Error, ValidationError, UnicodeEncodeError):
            raise _bad_cursor() from None
        if self.write(path, position) != cursor:  # base64 has several spellings; we gave out one
            raise _bad_cursor()
        return position

    def _mac(self, path: str, content: bytes) -> bytes:
        return hmac.digest(self._key, path.encode() + b"\n" + content, "sha256")[:_MAC_SIZE]


def cursors_for(settings: ServiceSettings) -> Cursors:
    """Make the cursors of a service: by its own secret, else by that of development's tokens.

    With neither they hold for this process only, which is logged: another instance refuses them.
    """
    secret = settings.cursor_secret or settings.jwt_secret
    if secret is not None:
        return Cursors(secret.get_secret_value().encode())
    _log.warning("cursors-hold-for-this-process-only", setting="TOCSIN_CURSOR_SECRET")
    return Cursors(secrets.token_bytes(32))


def cursors_of(request: Request) -> Cursors:
    """Return the cursors that `make_app` gave this app."""
    cursors = request.app.state.cursors
    assert isinstance(cursors, Cursors), "make_app sets it"
    return cursors


def _bad_cursor() -> Problem:
    return Problem(
        400,
        "bad-cursor",
        "Bad cursor",
        "Use `next` of the page before, unchanged, on the same list.",
    )
