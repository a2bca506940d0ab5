"""The meta of an event as its row holds it: JSON."""

import msgspec

from events.event import Meta

_META = msgspec.json.Decoder(Meta)


def encode_meta(meta: Meta) -> bytes:
    """The meta as JSON, as it is stored."""
    return msgspec.json.encode(meta)


def decode_meta(stored: str) -> Meta:
    """The meta of a row."""
    return _META.decode(stored)
