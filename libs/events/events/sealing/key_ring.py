"""The keys that wrap all others: the present one, and for a rotation the one before it. Both come
from the environment and are kept nowhere else."""

import os
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from events.errors import Refused
from events.sealing.data_key import SECRET_BYTES, DataKey

_NONCE_BYTES: Final = 12
_WRAPPING: Final = b"tocsin: wraps sealing keys"
_NAMING: Final = b"tocsin: names a wrapping key"


class WrongSealingKey(Refused):
    """A key is wrapped by another sealing key than those that are set.

    Set TOCSIN_SEALING_KEY, or TOCSIN_SEALING_KEY_BEFORE, to the one that was in use.
    """


class Wrapped(NamedTuple):
    """A person's key as it is kept: `key` is nonce and box, `by` the id of what wraps it."""

    key: bytes
    by: str


class KeyRing:
    """Wraps and unwraps keys. It wraps by the present secret only."""

    def __init__(self, secret: str, before: str | None = None) -> None:
        self._present = _id_of(secret)
        self._ciphers = {_id_of(one): _cipher_of(one) for one in (secret, before) if one}

    @property
    def wraps_by(self) -> str:
        """The id of the present secret, from which the secret cannot be told."""
        return self._present

    def wrap(self, key: DataKey) -> Wrapped:
        """Return the key as it may be kept. It can be unwrapped under its own id only."""
        nonce = os.urandom(_NONCE_BYTES)
        box = self._ciphers[self._present].encrypt(nonce, key.secret, key.key_id.encode())
        return Wrapped(nonce + box, self._present)

    def unwrap(self, key_id: str, wrapped: Wrapped) -> DataKey:
        """Return the key. Raises WrongSealingKey if neither secret opens it."""
        cipher = self._ciphers.get(wrapped.by)
        if cipher is None:
            raise WrongSealingKey(
                f"keys are wrapped by the sealing key {wrapped.by}, which is not set"
            )
        nonce, box = wrapped.key[:_NONCE_BYTES], wrapped.key[_NONCE_BYTES:]
        try:
            return DataKey(key_id, cipher.decrypt(nonce, box, key_id.encode()))
        except (InvalidTag, ValueError):
            raise WrongSealingKey(f"the key {key_id} was changed since it was wrapped") from None


def _id_of(secret: str) -> str:
    return _derived(secret, _NAMING)[:6].hex()


def _cipher_of(secret: str) -> AESGCM:
    return AESGCM(_derived(secret, _WRAPPING))


def _derived(secret: str, purpose: bytes) -> bytes:
    # Without a salt: the secret is drawn, not thought up, and every process must get the same.
    return HKDF(SHA256(), SECRET_BYTES, salt=None, info=purpose).derive(secret.encode())
