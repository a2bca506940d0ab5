"""Finds the IPv4 addresses inside an IPv6 address, so that no translator evades the guard."""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, IPv6Network

IPAddress = IPv4Address | IPv6Address

_LOW_32 = tuple(
    IPv6Network(text) for text in ("::/96", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96")
)
"""Compatible, mapped, translated, NAT64: the last 32 bits are the address, and the rest says
nothing.
"""
_LOCAL_NAT64 = IPv6Network("64:ff9b:1::/48")
_ISATAP = (0x0000_5EFE, 0x0200_5EFE)


def plain_addresses(ip: IPAddress) -> tuple[IPAddress, ...]:
    """Return all that must be allowed for the address to be: itself, what it carries, or both."""
    if isinstance(ip, IPv4Address) or int(ip) <= 1:
        return (ip,)
    if any(ip in network for network in _LOW_32):
        return (IPv4Address(int(ip) & 0xFFFF_FFFF),)
    return (*_carried(ip), ip)


def _carried(ip: IPv6Address) -> Iterator[IPv4Address]:
    bits = int(ip)
    if ip in _LOCAL_NAT64:
        # RFC 6052: with a prefix of 48 bits the address lies around the bits 64 to 71; with one of
        # 96, at the end.
        readings = (bits & 0xFFFF_FFFF, ((bits >> 64) & 0xFFFF) << 16 | (bits >> 40) & 0xFFFF)
        yield from (IPv4Address(reading) for reading in readings if reading)
    if ip.sixtofour is not None:
        yield ip.sixtofour
    if ip.teredo is not None:
        yield from ip.teredo
    if (bits >> 32) & 0xFFFF_FFFF in _ISATAP:
        yield IPv4Address(bits & 0xFFFF_FFFF)
