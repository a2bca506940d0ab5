"""Where a request comes from, by its connection and never by what it says of itself."""

from ipaddress import ip_address

from fastapi import Request


def comes_from_loopback(request: Request) -> bool:
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
