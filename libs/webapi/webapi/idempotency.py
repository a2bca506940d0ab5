"""Names a request so that asking again gets the first answer again: the caller, the route, and its
`Idempotency-Key`."""

import json
from hashlib import sha256
from typing import Annotated, TypeAlias
from uuid import UUID, uuid5

from fastapi import Depends, Header, Request

from events.command_runner import CommandKey
from webapi.identity import CurrentIdentity, Identity
from webapi.problems import Problem

REPLAYED_HEADER = "Idempotent-Replayed"
LONGEST_KEY = 200

_COMMANDS = UUID("8f9a5f5e-6a53-5c0a-8a0e-1d6f2b7c9e11")


async def command_key(
    request: Request,
    identity: CurrentIdentity,
    idempotency_key: Annotated[
        str | None,
        Header(
            description=f"Up to {LONGEST_KEY} printable characters; the same key and body get "
            f"the first answer again.",
            # For the document only: what does not match has a refusal of its own.
            json_schema_extra={"pattern": f"^[!-~][ -~]{{0,{LONGEST_KEY - 1}}}$"},
        ),
    ] = None,
) -> CommandKey | None:
    """Return the key of this command; None where the caller gave none.

    Raises 400 `bad-idempotency-key`.
    """
    if idempotency_key is None:
        return None
    _refuse_bad_key(idempotency_key)
    return CommandKey(
        command_id=command_id(identity, request.method, request.url.path, idempotency_key),
        fingerprint=fingerprint(request.url.query, await request.body()),
    )


CommandKeyOf: TypeAlias = Annotated[CommandKey | None, Depends(command_key)]
"""For a POST endpoint: its command key, or None."""


def command_id(identity: Identity, method: str, path: str, key: str) -> UUID:
    """Return the id of a command: the same for the same caller, route and key, and for no other."""
    # As JSON, in which no two lists of parts have the same text.
    return uuid5(_COMMANDS, json.dumps([identity.subject, identity.customer_id, method, path, key]))


def fingerprint(query: str, body: bytes) -> bytes:
    """Return the sha256 of a request's body; blanks and the order of JSON members do not matter."""
    return sha256(query.encode() + b"\n" + _canonical(body)).digest()


def replayed_headers(replayed: bool) -> dict[str, str]:
    """Return the header that marks an answer as given before."""
    return {REPLAYED_HEADER: "true"} if replayed else {}


def _canonical(body: bytes) -> bytes:
    try:
        return json.dumps(json.loads(body), sort_keys=True, separators=(",", ":")).encode()
    # No JSON, which the route refuses: its bytes will do.
    except (ValueError, RecursionError):
        return body


def _refuse_bad_key(key: str) -> None:
    if not key.strip() or len(key) > LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise Problem(
            400,
            "bad-idempotency-key",
            "Bad Idempotency-Key",
            f"It has 1 to {LONGEST_KEY} printable ASCII characters.",
        )
