"""Makes and reads signed links, which serve as their bearer's identity.

A link is bound to a page, a person and an action, and expires.
"""

import base64
import binascii
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Literal

from notifier.domain.errors import LinkExpired, LinkTampered

_PURPOSE = b"tocsin page link v1:"
_MAC_BYTES = 20
_LONGEST = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkClaim:
    """Who may do what to which page, until when (aware; whole seconds)."""

    page_id: str
    engineer_id: str
    action: Literal["acknowledge"]
    expires_at: datetime


def sign_link(claim: LinkClaim, secret: str) -> str:
    """Return the claim and its HMAC, in the letters that a URL may hold."""
    fields = [claim.page_id, claim.engineer_id, claim.action, int(claim.expires_at.timestamp())]
    body = json.dumps(fields, separators=(",", ":")).encode()
    return _text(_mac(body, secret) + body)


def read_link(signed: str, secret: str, now: datetime) -> LinkClaim:
    """Return the claim of a link.

    Raises LinkTampered for one that we did not make, LinkExpired for one that is too old.
    """
    raw = _bytes(signed)
    mac, body = raw[:_MAC_BYTES], raw[_MAC_BYTES:]
    # Before the body is parsed: only what we wrote ourselves is read as JSON.
    if not hmac.compare_digest(mac, _mac(body, secret)):
        raise LinkTampered("the link was not made here, or was changed")
    page_id, engineer_id, action, expires = json.loads(body)
    expires_at = datetime.fromtimestamp(expires, UTC)
    if now >= expires_at:
        raise LinkExpired("the link is too old")
    return LinkClaim(page_id=page_id, engineer_id=engineer_id, action=action, expires_at=expires_at)


def _mac(body: bytes, secret: str) -> bytes:
    return hmac.new(secret.encode(), _PURPOSE + body, sha256).digest()[:_MAC_BYTES]


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(signed: str) -> bytes:
    if len(signed) > _LONGEST:
        raise LinkTampered("the link is longer than any of ours")
    try:
        raw = base64.b64decode(signed + "=" * (-len(signed) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise LinkTampered("the link holds letters that ours do not") from None
    # Unused bits of the last letter are ignored in decoding; of all spellings only one is a link.
    if _text(raw) != signed:
        raise LinkTampered("the link is not spelled as we spell it")
    return raw
