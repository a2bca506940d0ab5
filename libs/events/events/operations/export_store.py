"""`export`: writes a store, as it is at one instant, to a file of JSON lines that ends in a
checksum."""

import os
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

import msgspec

from events.operations.export_lines import (
    EndLine,
    HeaderLine,
    Line,
    command_line,
    event_line,
    shard_line,
)
from events.operations.read_log import LogSnapshot, log_snapshot
from events.operations.terminal import StopCommand, progress_bar
from events.store.connection import Pool


class _LineWriter:
    """Writes lines, and hashes them."""

    def __init__(self, out: BinaryIO) -> None:
        self._out, self._sum, self._lines = out, sha256(), 0

    def write(self, line: Line) -> None:
        encoded = msgspec.json.encode(line) + b"\n"
        self._out.write(encoded)
        self._sum.update(encoded)
        self._lines += 1

    def end(self) -> None:
        self.write(EndLine(lines=self._lines, sha256=self._sum.hexdigest()))
        self._out.flush()
        os.fsync(self._out.fileno())


async def export_store(pool: Pool, schema: str, source: str, file: Path) -> HeaderLine:
    """Write the store to a new file, which gets its name only when complete. Raises StopCommand."""
    part = _part_of(file)
    try:
        with part.open("wb") as out:
            async with log_snapshot(pool, schema) as log:
                header = await _write_all(log, source, _LineWriter(out))
        # Under its name it is complete: nobody can take half an export for a whole one.
        part.replace(file)
    except OSError as problem:
        part.unlink(missing_ok=True)
        raise StopCommand(f"{file}: {problem.strerror or problem}") from None
    return header


def _part_of(file: Path) -> Path:
    if file.exists():
        raise StopCommand(f"{file}: is there already; an export never writes over anything")
    return file.with_name(file.name + ".part")


async def _write_all(log: LogSnapshot, source: str, lines: _LineWriter) -> HeaderLine:
    shards = await log.shards()
    events, commands = sum(row.next - 1 for row in shards), await log.count_commands()
    header = HeaderLine(source=source, shards=len(shards), events=events, commands=commands)
    lines.write(header)
    for row in shards:
        lines.write(shard_line(row))
    with progress_bar("exporting", events + commands) as advance:
        for row in shards:
            async for batch in log.events(row.shard):
                for event in batch:
                    lines.write(event_line(event))
                advance(len(batch))
        async for done in log.commands():
            for command in done:
                lines.write(command_line(command))
            advance(len(done))
    lines.end()
    return header
