"""Keeps webhooks from being turned against our own network: only http and https, and no address of this machine or a private network."""

import asyncio
import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit


class AddressRefused(Exception):
    """The address is none that a message may go to; its message is a slug."""


@dataclass(frozen=True, slots=True)
class OutboundGuard:
    """`allow_loopback` is for a system on one machine; `allow_private` for gateways inside one's own network."""

    allow_loopback: bool = False
    allow_private: bool = False

    async def check(self, url: str) -> None:
        """Raises AddressRefused, also where the name resolves to a single address that is refused."""
        try:
            parts = urlsplit(url)
            port = parts.port or (443 if parts.scheme == "https" else 80)
        except ValueError:
            raise AddressRefused("address-malformed") from None
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise AddressRefused("address-not-http")
        for found in await _resolve(parts.hostname, port):
            self._check_ip(found)

    def _check_ip(self, ip: IPv4Address | IPv6Address) -> None:
        plain = ip.ipv4_mapped or ip if isinstance(ip, IPv6Address) else ip
        if plain.is_loopback:
            if not self.allow_loopback:
                raise AddressRefused("address-is-loopback")
        elif plain.is_link_local or plain.is_multicast or plain.is_unspecified:
            raise AddressRefused("address-is-internal")
        elif not plain.is_global and not self.allow_private:
            raise AddressRefused("address-is-private")


async def _resolve(host: str, port: int) -> list[IPv4Address | IPv6Address]:
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError):
        return []
    return [ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
