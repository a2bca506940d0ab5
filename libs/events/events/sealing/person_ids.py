"""Keeps addresses out of what is recorded: who is asking is known by an id, whatever an issuer puts
into its tokens."""

import hmac
import re
from hashlib import sha256
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_PURPOSE: Final = b"tocsin: ids of people whom an address names"
_KEY_BYTES: Final = 32
_ID_BYTES: Final = 12
# A number of digits alone is an issuer's id, not a telephone's.
_ADDRESS: Final = re.compile(
    r"@|^(?:tel|sms|mailto|sips?|xmpp|im|whatsapp):|^\+[\d\s().-]{6,}$", re.IGNORECASE
)


def is_address(name: str) -> bool:
    """Return whether this reaches a person: an address of mail or chat, or a telephone number."""
    return _ADDRESS.search(name) is not None


class PersonIds:
    """Gives ids in place of addresses: the same for the same address, by a secret.

    Without the secret nobody finds out, by trying addresses, whose an id is. `secret` is the same
    in all services; None: no ids can be given.
    """

    def __init__(self, secret: str | None) -> None:
        self._key = None if secret is None else _derived(secret)

    def id_of(self, address: str) -> str | None:
        """Return the id that stands for an address; None without a secret."""
        if self._key is None:
            return None
        # However it is spelled: an address of mail is the same in capitals.
        digest = hmac.digest(self._key, address.strip().casefold().encode(), sha256)
        return f"person-{digest[:_ID_BYTES].hex()}"


def _derived(secret: str) -> bytes:
    # Without a salt: the secret is drawn, not thought up, and every service must get the same.
    return HKDF(SHA256(), _KEY_BYTES, salt=None, info=_PURPOSE).derive(secret.encode())
