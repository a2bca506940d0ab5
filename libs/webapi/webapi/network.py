"""Where a request comes from, by its connection and never by what it says of itself."""

import hashlib
import secrets
from ipaddress import IPv6Address, ip_address, ip_network

from starlette.requests import HTTPConnection

# Another one for each process: nobody turns the mark in a log back into an address by trying all.
_KEY = secrets.token_bytes(32)
_ONE_CUSTOMERS_BITS = 64


def comes_from_loopback(request: HTTPConnection) -> bool:
    """Return whether the other end of the connection is this machine.

    Behind a proxy on this machine, that is everybody.
    """
    return request.client is not None and is_loopback(request.client.host)


def is_loopback(host: str) -> bool:
    """Return whether a host, by address or as `localhost`, is this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def client_network(request: HTTPConnection) -> str | None:
    """Return the client's address; of IPv6, the network of 64 bits, in which one host has many.

    Behind a proxy it is the client's where `TOCSIN_TRUSTED_PROXIES` names the proxy, else the
    proxy's own. None where the connection has no address.
    """
    if request.client is None:
        return None
    try:
        address = ip_address(request.client.host)
    except ValueError:
        return None
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ip_network((address, _ONE_CUSTOMERS_BITS), strict=False))


def mark_of(address: str) -> str:
    """Return what stands for a client's network in this process' log: always the same, never the
    address.
    """
    return hashlib.blake2s(address.encode(), key=_KEY, digest_size=6).hexdigest()
