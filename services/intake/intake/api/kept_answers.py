"""An answer as it is kept with its command, so that asking again gets the same status, version and
body again.
"""

import msgspec
from fastapi import Response
from pydantic import BaseModel

from webapi.etags import etag_headers
from webapi.idempotency import replayed_headers


class KeptAnswer(msgspec.Struct, frozen=True):
    """Status, version (the ETag) and the body's JSON, as first given."""

    status: int
    version: int
    body: msgspec.Raw


_DECODER = msgspec.json.Decoder(KeptAnswer)


def kept(status: int, version: int, body: BaseModel) -> bytes:
    """The answer to keep."""
    raw = msgspec.Raw(body.model_dump_json().encode())
    return msgspec.json.encode(KeptAnswer(status, version, raw))


def response_of(answer: bytes, *, replayed: bool) -> Response:
    """The kept answer, as sent."""
    it = _DECODER.decode(answer)
    headers = {**etag_headers(it.version), **replayed_headers(replayed)}
    return Response(bytes(it.body), it.status, headers, "application/json")


def versioned(version: int, body: BaseModel) -> Response:
    """A read answer with its ETag."""
    return Response(body.model_dump_json(), 200, etag_headers(version), "application/json")
