"""The wire to the database of a trap."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from local_stack.free_ports import LOCALHOST
from tests.faults.ground import Ground
from tests.faults.tcp_proxy import TcpProxy


@asynccontextmanager
async def postgres_proxy(ground: Ground) -> AsyncIterator[tuple[TcpProxy, str]]:
    """Yield the wire, and the DSN of the same database at the end of it."""
    address = urlsplit(ground.dsn)
    assert address.hostname is not None
    async with TcpProxy((address.hostname, address.port or 5432)) as proxy:
        user = f"{address.username}:{address.password}" if address.password else address.username
        yield proxy, address._replace(netloc=f"{user}@{LOCALHOST}:{proxy.port}").geturl()
