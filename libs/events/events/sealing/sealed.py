"""What stands in an event in place of personal data: a box that only the person's key opens."""

import msgspec


class Sealed(msgspec.Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """Personal data, sealed by AES-256-GCM.

    `key` names the key, and says nothing about whose it is; `nonce` (12 bytes) and `box` (the
    sealed JSON and its tag of 16 bytes) are in base64. The event's id and type are sealed with it,
    so that a box opens in no other event. `lacks` names what is null and therefore not in the box.
    """

    key: str
    nonce: bytes
    box: bytes
    lacks: tuple[str, ...] = ()
