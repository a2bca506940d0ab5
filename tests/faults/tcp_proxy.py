"""A wire between a client and a server that a test can cut, close on one side, slow down, or make
swallow all that goes over it."""

import asyncio
from contextlib import suppress
from types import TracebackType
from typing import Literal, Self

from local_stack.free_ports import LOCALHOST

Mode = Literal["open", "refuse", "swallow"]
_PIECE = 64 * 1024


class Wire:
    """One client's connection through the proxy."""

    def __init__(self, client: asyncio.StreamWriter, server: asyncio.StreamWriter) -> None:
        self.client, self.server = client, server
        self.half_closed = False

    def cut(self) -> None:
        """End it on both sides, at once."""
        self.client.transport.abort()
        self.server.transport.abort()

    def half_close(self) -> None:
        """Tell the client that nothing more will come; what it sends still arrives."""
        self.half_closed = True
        if self.client.can_write_eof() and not self.client.is_closing():
            self.client.write_eof()


class TcpProxy:
    """Listens on a free port of 127.0.0.1 and passes everything on to `target`, as long as it is
    told to. `passed` counts bytes."""

    def __init__(self, target: tuple[str, int]) -> None:
        self.target = target
        self.mode: Mode = "open"
        self.delay_s = 0.0
        self.passed = 0
        self._server: asyncio.Server | None = None
        self._wires: dict[asyncio.Task[None], Wire] = {}

    @property
    def port(self) -> int:
        """Return where it listens."""
        assert self._server is not None
        return int(self._server.sockets[0].getsockname()[1])

    def let_through(self) -> None:
        """Pass everything on from now on. What was swallowed is lost."""
        self.mode, self.delay_s = "open", 0.0

    def refuse(self) -> None:
        """Cut all connections, and every new one."""
        self.mode = "refuse"
        self.cut()

    def swallow(self) -> None:
        """Be a black hole: connections stand, nothing arrives in either direction."""
        self.mode = "swallow"

    def cut(self) -> None:
        """Cut the connections that there are."""
        for wire in self._wires.values():
            wire.cut()

    def half_close(self) -> None:
        """Close the connections that there are towards the client, and leave the other direction
        open."""
        for wire in self._wires.values():
            wire.half_close()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, LOCALHOST, 0)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._server is not None
        self._server.close()
        self.cut()
        if tasks := list(self._wires):
            await asyncio.wait(tasks, timeout=10)

    async def read_piece(self, reader: asyncio.StreamReader) -> bytes:
        """Return what to pass on next; nothing: the other side has ended."""
        return await reader.read(_PIECE)

    def request(self, wire: Wire, piece: bytes) -> bytes | None:
        """Return what becomes of a piece that the client sent; None: it is lost."""
        del wire
        return piece

    def response(self, wire: Wire, piece: bytes) -> bytes | None:
        """Return what becomes of a piece that the server sent; None: it is lost."""
        return None if wire.half_closed else piece

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        if self.mode == "refuse":
            writer.transport.abort()
            return
        try:
            from_server, to_server = await asyncio.open_connection(*self.target)
        except OSError:
            writer.transport.abort()
            return
        self._wires[task] = wire = Wire(writer, to_server)
        try:
            await self._pass_on(wire, reader, from_server)
        finally:
            wire.cut()
            del self._wires[task]

    async def _pass_on(
        self, wire: Wire, reader: asyncio.StreamReader, from_server: asyncio.StreamReader
    ) -> None:
        ways = {
            asyncio.create_task(self._up(wire, reader)),
            asyncio.create_task(self._down(wire, from_server)),
        }
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)

    async def _up(self, wire: Wire, reader: asyncio.StreamReader) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            while piece := await self.read_piece(reader):
                await self._write(wire.server, self.request(wire, piece))

    async def _down(self, wire: Wire, reader: asyncio.StreamReader) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            while piece := await self.read_piece(reader):
                await self._write(wire.client, self.response(wire, piece))

    async def _write(self, writer: asyncio.StreamWriter, piece: bytes | None) -> None:
        if self.delay_s:
            await asyncio.sleep(self.delay_s)
        if piece is None or self.mode == "swallow":
            return
        self.passed += len(piece)
        writer.write(piece)
        await writer.drain()
