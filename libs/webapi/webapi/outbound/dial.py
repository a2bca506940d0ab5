"""Opens a connection to an address that was checked, and to no other."""

import asyncio
import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field

import httpx

from webapi.outbound.outbound_guard import OutboundGuard
from webapi.outbound.plain_addresses import IPAddress
from webapi.trusted_certificates import bundled_certificates

READ_AHEAD = 8 * 1024
NEXT_AFTER_S = 1.5
_PORTS = {"http": 80, "https": 443}


class NotConnected(Exception):
    """No connection came about, so nothing was sent."""


@dataclass(frozen=True, slots=True)
class Line:
    """An open connection. `drop` closes it at once, even if the other side still sends."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    def drop(self) -> None:
        """Close the connection at once, without a farewell."""
        self.writer.transport.abort()


@dataclass(frozen=True, slots=True)
class Dialer:
    """Dials what the guard lets pass.

    The certificate is checked against the name, not against the address dialled.
    """

    guard: OutboundGuard
    tls: ssl.SSLContext = field(default_factory=bundled_certificates)

    async def dial(self, url: httpx.URL) -> Line:
        """Open a connection; the caller sets the deadline.

        Raises AddressRefused, NameUnknown, NotConnected.
        """
        addresses = await self.guard.addresses_of(url)
        secure = url.scheme == "https"
        try:
            reader, writer = await asyncio.open_connection(
                sock=await _connected(addresses, url.port or _PORTS[url.scheme]),
                limit=READ_AHEAD,
                ssl=self.tls if secure else None,
                server_hostname=url.raw_host.decode("ascii") if secure else None,
            )
        except OSError as error:
            raise NotConnected(type(error).__name__) from error
        return Line(reader, writer)


async def _connected(addresses: Sequence[IPAddress], port: int) -> socket.socket:
    """Connect to the first address that answers; each but the last has only a moment."""
    for ip in addresses[:-1]:
        try:
            async with asyncio.timeout(NEXT_AFTER_S):
                return await _connect(ip, port)
        # A TimeoutError is an OSError, too: a silent address is passed over like one that refuses.
        except OSError:
            continue
    return await _connect(addresses[-1], port)


async def _connect(ip: IPAddress, port: int) -> socket.socket:
    opened = socket.socket(
        socket.AF_INET if ip.version == 4 else socket.AF_INET6, socket.SOCK_STREAM
    )
    try:
        opened.setblocking(False)
        await asyncio.get_running_loop().sock_connect(opened, (str(ip), port))
    # A cancellation, too: nobody else has the socket yet, so nobody else would close it.
    except BaseException:
        opened.close()
        raise
    return opened
