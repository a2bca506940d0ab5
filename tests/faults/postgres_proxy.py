"""The wire to the database of a trap."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from local_stack.free_ports import LOCALHOST
from tests.faults.ground import Ground
from tests.faults.tcp_proxy import TcpProxy


@asynccontextmanager
async def postgres_proxy(ground: Ground) -> AsyncIterator[tuple[TcpProxy, str]]:
    """The wire, and the DSN of the same database at the end of it."""
    place = urlsplit(ground.dsn)
    assert place.hostname is not None
    async with TcpProxy((place.hostname, place.port or 5432)) as proxy:
        user = f"{place.username}:{place.password}" if place.password else place.username
        yield proxy, place._replace(netloc=f"{user}@{LOCALHOST}:{proxy.port}").geturl()
