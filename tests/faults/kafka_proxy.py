"""A wire to a Kafka broker that can lose the answer to one produce request: the records have
arrived, and the sender does not know."""

import asyncio
from collections import Counter
from typing import Literal

from tests.faults.tcp_proxy import TcpProxy, Wire

Loss = Literal["drop", "cut", "half-close"]
_PRODUCE = b"\x00\x00"


class KafkaProxy(TcpProxy):
    """Knows requests and responses by their frames.

    In what the broker says of itself its port is replaced by the proxy's, so that clients come back
    here; that works where it advertises 127.0.0.1. `lost` counts the answers that were lost, by
    how.
    """

    def __init__(self, bootstrap_servers: str) -> None:
        host, _, port = bootstrap_servers.partition(",")[0].rpartition(":")
        super().__init__((host, int(port)))
        self.lost: Counter[Loss] = Counter()
        self.to_lose: list[Loss] = []
        self._produces: set[tuple[Wire, bytes]] = set()

    @property
    def bootstrap_servers(self) -> str:
        """Return the proxy's address, as Kafka clients take it."""
        return f"{self.target[0]}:{self.port}"

    def lose_next_produce_answer(self, how: Loss) -> None:
        """Lose the answer to the next produce request that is answered: silently, or with the
        connection, or with half of it."""
        self.to_lose.append(how)

    async def read_piece(self, reader: asyncio.StreamReader) -> bytes:
        """Return one request or response, with its length before it."""
        length = await reader.readexactly(4)
        return length + await reader.readexactly(int.from_bytes(length, "big"))

    def request(self, wire: Wire, piece: bytes) -> bytes | None:
        """Remember which requests are produce requests, by connection and correlation id."""
        if piece[4:6] == _PRODUCE:
            self._produces.add((wire, piece[8:12]))
        return piece

    def response(self, wire: Wire, piece: bytes) -> bytes | None:
        """Lose the answer, if it is one to lose."""
        answered = (wire, piece[4:8])
        if answered in self._produces:
            self._produces.remove(answered)
            if self.to_lose:
                self._lose(wire, self.to_lose.pop(0))
                return None
        return super().response(wire, self._with_our_port(piece))

    def _lose(self, wire: Wire, how: Loss) -> None:
        self.lost[how] += 1
        if how == "cut":
            wire.cut()
        elif how == "half-close":
            wire.half_close()

    def _with_our_port(self, piece: bytes) -> bytes:
        host, port = self.target
        return piece.replace(
            host.encode() + port.to_bytes(4, "big"), host.encode() + self.port.to_bytes(4, "big")
        )
