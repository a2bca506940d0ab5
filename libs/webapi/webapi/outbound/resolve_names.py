"""Looks names up in threads of its own, not in those of the event loop's resolver.

The loop has few threads, and one dead name server could block them for everybody.
"""

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from ipaddress import ip_address

from webapi.outbound.plain_addresses import IPAddress

_THREADS = 64


@dataclass(frozen=True, slots=True)
class NameResolver:
    """One look-up a name at a time, so that a name that hangs holds one thread only."""

    _threads: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(_THREADS, thread_name_prefix="resolve")
    )
    _pending: dict[str, "asyncio.Future[list[IPAddress]]"] = field(default_factory=dict)

    async def addresses(self, host: str) -> list[IPAddress]:
        """Return the name's addresses in the resolver's order; an address yields itself.

        An empty list means that the name is not known.
        """
        try:
            return [ip_address(host)]
        except ValueError:
            # Others may wait for the same look-up: one that gives up must not cancel it for them.
            return await asyncio.shield(self._looking_up(host))

    def _looking_up(self, host: str) -> "asyncio.Future[list[IPAddress]]":
        pending = self._pending.get(host)
        if pending is None:
            loop = asyncio.get_running_loop()
            pending = loop.run_in_executor(self._threads, _look_up, host)
            self._pending[host] = pending
            pending.add_done_callback(lambda _done: self._pending.pop(host, None))
        return pending


def _look_up(host: str) -> list[IPAddress]:
    try:
        entries = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    # A link-local address may come with its interface (`fe80::1%eth0`), by which none is judged.
    texts = [str(entry[4][0]).partition("%")[0] for entry in entries]
    return [ip_address(text) for text in dict.fromkeys(texts)]
