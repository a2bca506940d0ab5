"""Keeps webhooks from being turned against our own network.

No address of this machine, of a private network or of a cloud's metadata is dialled.

A caller must dial the very addresses that were checked: a second look-up of the name may lead
elsewhere.
"""

from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from typing import Protocol

import httpx

from webapi.outbound.plain_addresses import IPAddress, plain_addresses
from webapi.outbound.resolve_names import NameResolver

_METADATA: frozenset[IPAddress] = frozenset(
    ip_address(text)
    for text in (
        "169.254.169.254",
        "100.100.100.200",
        "168.63.129.16",
        "192.0.0.192",
        "fd00:ec2::254",
        "fd20:ce::254",
    )
)
"""Where clouds tell a machine its secrets; private gateways are never there."""
_PRIVATE = tuple(
    ip_network(text)
    for text in ("192.0.0.0/24", "100.64.0.0/10", "64:ff9b:1::/48", "5f00::/16", "3fff::/20")
)


class AddressRefused(Exception):
    """The address is none that a message may go to; its message is a slug."""


class NameUnknown(Exception):
    """The name stands for no address at this instant; later it may."""


class Names(Protocol):
    """Resolves names as they are at this instant; an address resolves to itself."""

    async def addresses(self, host: str) -> list[IPAddress]: ...


@dataclass(frozen=True, slots=True)
class OutboundGuard:
    """What may be dialled.

    `allow_loopback` is for a system on one machine; `allow_private` for gateways inside one's own
    network. `https_only`: what is sent may not be read on its way; to this machine, where that is
    allowed, there is none, so plain http may lead there.
    """

    allow_loopback: bool = False
    allow_private: bool = False
    https_only: bool = False
    names: Names = field(default_factory=NameResolver)

    async def addresses_of(self, url: httpx.URL) -> list[IPAddress]:
        """Return the addresses to dial, all of them checked.

        Raises AddressRefused if even one of them is refused, and NameUnknown if there are none.
        """
        if url.scheme not in ("http", "https") or not url.host:
            raise AddressRefused("address-not-http")
        addresses = await self.names.addresses(url.raw_host.decode("ascii"))
        if not addresses:
            raise NameUnknown("the name is not known")
        if url.scheme == "http" and self.https_only and not all(map(_is_loopback, addresses)):
            raise AddressRefused("address-not-https")
        # Every one: any of them may be dialled, and one good address must not bring in a private
        # one.
        for ip in addresses:
            self._check(ip)
        return addresses

    def _check(self, ip: IPAddress) -> None:
        for plain in plain_addresses(ip):
            self._check_plain(plain)

    def _check_plain(self, ip: IPAddress) -> None:
        if ip.is_loopback:
            if not self.allow_loopback:
                raise AddressRefused("address-is-loopback")
        # Before the private networks: where those are allowed, metadata addresses stay refused.
        elif ip in _METADATA or ip.is_link_local or ip.is_multicast or ip.is_unspecified:
            raise AddressRefused("address-is-internal")
        elif not self.allow_private and (_is_private(ip) or not ip.is_global):
            raise AddressRefused("address-is-private")


def _is_loopback(ip: IPAddress) -> bool:
    return all(plain.is_loopback for plain in plain_addresses(ip))


def _is_private(ip: IPAddress) -> bool:
    """Tell whether an address is private, even if this Python's tables do not know it yet."""
    return any(ip in network for network in _PRIVATE)
