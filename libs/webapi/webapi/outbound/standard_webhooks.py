"""Signs what goes out, so that a receiver knows whose it is (Standard Webhooks 1.0).

The receiver's libraries check the signature, and that the message is some minutes old at most; that
a message comes twice it sees by `webhook-id`.
"""

import hashlib
import hmac
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime
from secrets import token_bytes
from typing import Final

_PREFIX: Final = "whsec_"
SECRET_BYTES: Final = 32
"""Of the 24 to 64 that the standard allows: as many as the hash has."""


def new_secret() -> str:
    """Return a new secret, as a receiver's library takes it."""
    return secret_text(token_bytes(SECRET_BYTES))


def secret_text(secret: bytes) -> str:
    """Return a secret's bytes as a receiver's library takes them."""
    return _PREFIX + b64encode(secret).decode("ascii")


def signed_headers(
    message_id: str, sent_at: datetime, content: bytes, secrets: Sequence[str]
) -> Mapping[str, str]:
    """Return the three headers for an attempt at `sent_at` to send this content.

    There is a signature by each of the secrets: while one replaces another, a receiver that knows
    either of them is content.
    """
    timestamp = str(int(sent_at.timestamp()))
    signed = b".".join((message_id.encode(), timestamp.encode(), content))
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(f"v1,{_signature(secret, signed)}" for secret in secrets),
    }


def _signature(secret: str, signed: bytes) -> str:
    key = b64decode(secret.removeprefix(_PREFIX), validate=True)
    return b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode("ascii")
