"""Where a webhook may lead, whatever its address is written like, and that the address which was
checked is the one dialled.
"""

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from notifier.channels.channel import Delivered, Outcome, Refused, TryLater
from notifier.channels.http_delivery import HttpDelivery
from notifier.channels.webhook_channel import WebhookChannel
from tests.notifier.test_channels import answer, letter, served
from webapi.outbound.dial import Dialer
from webapi.outbound.outbound_guard import AddressRefused, Names, OutboundGuard
from webapi.outbound.outbound_url import why_refused
from webapi.outbound.plain_addresses import IPAddress

_METADATA = [
    "169.254.169.254",
    "100.100.100.200",
    "192.0.0.192",
    "168.63.129.16",
    "[fd00:ec2::254]",
    "[fd20:ce::254]",
]


class FakeNames:
    """Names that stand for other addresses at each look."""

    def __init__(self, *looks: list[str]) -> None:
        self._looks = iter(looks)

    async def addresses(self, host: str) -> list[IPAddress]:
        """The next look."""
        del host
        return [ip_address(text) for text in next(self._looks)]


@pytest.mark.parametrize(
    ("url", "looks", "problem"),
    [
        ("http://hooks.example/", ["93.184.216.34"], "address-not-https"),
        ("http://hooks.example/", ["127.0.0.1", "93.184.216.34"], "address-not-https"),
        ("http://hooks.example/", [], "address-not-https"),
        ("http://hooks.example/", ["127.0.0.1"], None),
        ("https://hooks.example/", ["93.184.216.34"], None),
        ("https://hooks.example/", [], None),
    ],
)
def test_only_what_stays_on_this_machine_goes_in_the_clear(
    url: str, looks: list[str], problem: str | None
) -> None:
    guard = OutboundGuard(allow_loopback=True, https_only=True, names=FakeNames(looks))

    assert asyncio.run(why_refused(guard, url)) == problem


def test_a_name_that_led_to_this_machine_is_not_dialled_in_the_clear_once_it_leads_elsewhere() -> (
    None
):
    names = FakeNames(["127.0.0.1"], ["93.184.216.34"])
    guard = OutboundGuard(allow_loopback=True, https_only=True, names=names)

    assert refusal("http://hooks.example/", guard) is None
    assert refusal("http://hooks.example/", guard) == "address-not-https"


def refusal(url: str, guard: OutboundGuard) -> str | None:
    """The slug with which an address is refused, or None."""

    async def requested() -> str | None:
        try:
            await guard.addresses_of(httpx.URL(url))
        except AddressRefused as refused:
            return str(refused)
        return None

    return asyncio.run(requested())


@pytest.mark.parametrize(
    ("host", "problem"),
    [
        ("[64:ff9b::a9fe:a9fe]", "address-is-internal"),
        ("[64:ff9b::7f00:1]", "address-is-loopback"),
        ("[64:ff9b:1::7f00:1]", "address-is-loopback"),
        ("[64:ff9b:1:7f00:0:100::]", "address-is-loopback"),
        ("[2002:7f00:1::]", "address-is-loopback"),
        ("[2002:a00:1::1]", "address-is-private"),
        ("[::127.0.0.1]", "address-is-loopback"),
        ("[::ffff:0:127.0.0.1]", "address-is-loopback"),
        ("[::ffff:10.0.0.1]", "address-is-private"),
        ("[2001:0:4136:e378:8000:63bf:80ff:fffe]", "address-is-loopback"),
        ("[2001:db8::5efe:7f00:1]", "address-is-loopback"),
        ("[fd00::5efe:808:808]", "address-is-private"),
        ("192.0.0.192", "address-is-internal"),
        ("192.0.0.9", "address-is-private"),
        ("100.64.0.1", "address-is-private"),
        ("2130706433", "address-is-loopback"),
        ("0x7f000001", "address-is-loopback"),
        ("[::]", "address-is-internal"),
        ("[fe80::1]", "address-is-internal"),
        ("[ff02::1]", "address-is-internal"),
    ],
)
def test_an_address_is_judged_by_what_it_leads_to(host: str, problem: str) -> None:
    assert refusal(f"http://{host}/", OutboundGuard()) == problem


@pytest.mark.parametrize(
    "host", ["8.8.8.8", "[2606:4700::1111]", "[64:ff9b::808:808]", "[2002:808:808::1]"]
)
def test_what_is_out_in_the_open_is_allowed(host: str) -> None:
    assert refusal(f"https://{host}/", OutboundGuard()) is None


@pytest.mark.parametrize("host", _METADATA)
def test_a_clouds_metadata_is_never_allowed(host: str) -> None:
    guard = OutboundGuard(allow_loopback=True, allow_private=True)

    assert refusal(f"http://{host}/latest", guard) == "address-is-internal"


@pytest.mark.parametrize(
    "host", ["10.0.0.1", "192.168.1.1", "[fd12::1]", "[64:ff9b:1::a00:1]", "100.64.0.1"]
)
def test_gateways_in_a_private_network_can_be_allowed(host: str) -> None:
    assert refusal(f"http://{host}/", OutboundGuard(allow_private=True)) is None


async def delivered_to(names: Names, port: int, *, allow_loopback: bool = False) -> Outcome:
    delivery = HttpDelivery(
        Dialer(OutboundGuard(allow_loopback=allow_loopback, names=names)), deadline_s=2
    )
    return await WebhookChannel(delivery).send(f"http://hooks.example:{port}/x", letter())


async def test_a_name_is_looked_up_once_and_what_was_checked_is_dialled() -> None:
    async with served(answer("200 OK")) as tiny:
        names = FakeNames(["127.0.0.1"], ["8.8.8.8"])

        assert await delivered_to(names, tiny.port, allow_loopback=True) == Delivered(None)

    assert f"host: hooks.example:{tiny.port}".encode() in tiny.requests[0].lower()


async def test_where_a_name_leads_at_a_second_look_is_never_dialled() -> None:
    async with served(answer("200 OK")) as tiny:
        # Nobody listens at the first look's address.
        outcome = await delivered_to(
            FakeNames(["127.0.0.2"], ["127.0.0.1"]), tiny.port, allow_loopback=True
        )

    assert (outcome, tiny.requests) == (TryLater("not-connected"), [])


async def test_one_inner_address_among_several_refuses_the_name() -> None:
    assert await delivered_to(FakeNames(["8.8.8.8", "10.0.0.1"]), 80) == Refused(
        "address-is-private"
    )


async def test_a_name_that_is_not_known_is_not_dialled_and_tried_later() -> None:
    assert await delivered_to(FakeNames([], ["127.0.0.1"]), 80, allow_loopback=True) == TryLater(
        "name-not-resolved"
    )


async def test_the_next_address_is_tried_where_one_takes_no_connection() -> None:
    async with served(answer("200 OK")) as tiny:
        names = FakeNames(["::1", "127.0.0.1"])

        assert await delivered_to(names, tiny.port, allow_loopback=True) == Delivered(None)


async def test_a_certificate_is_checked_against_the_name(tmp_path: Path) -> None:
    with certificate(tmp_path, "hooks.example") as (server, client):
        outcomes = [
            await over_tls(server, client, name) for name in ("hooks.example", "other.example")
        ]

    assert outcomes == [Delivered(None), TryLater("not-connected")]


async def over_tls(server: ssl.SSLContext, client: ssl.SSLContext, name: str) -> Outcome:
    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer("200 OK"))
        await writer.drain()

    listening = await asyncio.start_server(take, "127.0.0.1", 0, ssl=server)
    port = listening.sockets[0].getsockname()[1]
    dialer = Dialer(OutboundGuard(allow_loopback=True, names=FakeNames(["127.0.0.1"])), client)
    try:
        return await WebhookChannel(HttpDelivery(dialer, 2)).send(
            f"https://{name}:{port}/", letter()
        )
    finally:
        listening.close()


@contextmanager
def certificate(folder: Path, name: str) -> Iterator[tuple[ssl.SSLContext, ssl.SSLContext]]:
    """A server's side and a client's that trusts it: for that name and no other."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    signed = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + signed.public_bytes(serialization.Encoding.PEM))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(path)
    yield (
        server,
        ssl.create_default_context(cadata=signed.public_bytes(serialization.Encoding.PEM).decode()),
    )
