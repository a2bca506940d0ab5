"""A person's key: it seals what becomes an event, and opens it again as long as it is kept."""

import os
from collections.abc import Mapping
from typing import Final, TypeAlias
from uuid import uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from events.errors import MalformedEvent
from events.sealing.sealed import Sealed

SECRET_BYTES: Final = 32
_NONCE_BYTES: Final = 12


class DataKey:
    """A key of 256 bits under an id that is drawn.

    Never logged and never compared by its secret: its `repr` shows the id only.
    """

    __slots__ = ("_cipher", "key_id", "secret")

    def __init__(self, key_id: str, secret: bytes) -> None:
        self.key_id, self.secret = key_id, secret
        # Setting the cipher up costs more than sealing a short text.
        self._cipher = AESGCM(secret)

    def __repr__(self) -> str:
        return f"DataKey({self.key_id!r})"

    def seal(self, plain: bytes, bound_to: bytes, lacks: tuple[str, ...] = ()) -> Sealed:
        """Return the sealed bytes; they open at the same place (an event's id and type) only."""
        # Drawn: a key seals far fewer than the 2**32 texts up to which that is safe.
        nonce = os.urandom(_NONCE_BYTES)
        box = self._cipher.encrypt(nonce, plain, bound_to)
        return Sealed(key=self.key_id, nonce=nonce, box=box, lacks=lacks)

    def open(self, sealed: Sealed, bound_to: bytes) -> bytes:
        """Return what was sealed. Raises MalformedEvent for a box that was changed or moved."""
        try:
            return self._cipher.decrypt(sealed.nonce, sealed.box, bound_to)
        # A nonce of a wrong length is a ValueError.
        except (InvalidTag, ValueError):
            raise MalformedEvent("the sealed data was changed, or is of another event") from None


def drawn_key() -> DataKey:
    """Return a new key, at random."""
    return DataKey(uuid4().hex, os.urandom(SECRET_BYTES))


Keys: TypeAlias = Mapping[str, DataKey | None]
"""Keys by id. None: erased for good; an id that is absent: not known now."""

NO_KEYS: Final[Keys] = {}
