"""Takes an address from a client to which something is to be sent: in a form that leaves no doubt
about what is dialled, and not into our own network."""

import asyncio
from typing import Annotated, Final, TypeAlias

import httpx
from pydantic import AfterValidator, StringConstraints

from webapi.outbound.outbound_guard import AddressRefused, NameUnknown, OutboundGuard

LONGEST_URL: Final = 2000
_LOOK_UP_WITHIN_S: Final = 3.0


def _plain(text: str) -> str:
    # Of what comes after a `#` nothing is sent, and a password has no place in an address.
    if not (text.isascii() and text.isprintable()) or " " in text or "#" in text:
        raise ValueError("should be an address in ASCII, without blanks and without a #")
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL:
        raise ValueError("should be an address, as in https://hooks.example.com/tocsin") from None
    if url.scheme not in ("https", "http") or not url.host:
        raise ValueError("should be an address, as in https://hooks.example.com/tocsin")
    if url.userinfo:
        raise ValueError("should hold no user and no password: what is sent is signed")
    return text


OutboundUrl: TypeAlias = Annotated[
    str, StringConstraints(max_length=LONGEST_URL), AfterValidator(_plain)
]
"""An address of a receiver, as a field of a request body."""


async def why_refused(guard: OutboundGuard, address: str) -> str | None:
    """Return why nothing may be sent to an address, as a slug; None where nothing is against it.

    A name that is not known now may be tomorrow, so it is no reason for https. The address is
    judged again whenever it is dialled.
    """
    url = httpx.URL(address)
    plain = url.scheme == "http" and guard.https_only
    if plain and not guard.allow_loopback:
        return "address-not-https"
    try:
        async with asyncio.timeout(_LOOK_UP_WITHIN_S):
            await guard.addresses_of(url)
    except AddressRefused as refused:
        return str(refused)
    except (NameUnknown, TimeoutError):
        return "address-not-https" if plain else None
    return None
