"""Reads an exported store line by line, and believes nothing that its checksum, its chain of hashes
and its counts do not bear out."""

from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import sha256

import msgspec

from events.operations.check_chain import ShardCheck, ShardEnd
from events.operations.export_lines import (
    ORDER,
    AnyLine,
    CommandLine,
    EndLine,
    EventLine,
    HeaderLine,
    ShardLine,
    event_of,
)
from events.operations.terminal import StopCommand

_LINE: msgspec.json.Decoder[AnyLine] = msgspec.json.Decoder(AnyLine)


class BadExport(StopCommand):
    """The file is not what `export` wrote. Nothing of it was imported."""

    def __init__(self, number: int, problem: str) -> None:
        super().__init__(f"line {number}: {problem}")


class ExportReader:
    """Goes through the lines of a file.

    What it has yielded is true only once it ends without BadExport: the last line has the checksum.
    """

    def __init__(self, raw_lines: Iterable[bytes]) -> None:
        self.number = 0
        self.checks: dict[int, ShardCheck] = {}
        self._raw_lines = raw_lines
        self._sum = sha256()
        self._counts: Counter[type] = Counter()
        self._header: HeaderLine | None = None
        self._ends: dict[int, ShardEnd] = {}
        self._stage = 0

    def lines(self) -> Iterator[AnyLine]:
        """Yield the lines, each checked as far as possible. Raises BadExport."""
        for raw in self._raw_lines:
            self.number += 1
            line = self._decoded(raw)
            self._check_order(line)
            self._check(line)
            if not isinstance(line, EndLine):
                self._sum.update(raw)
            yield line
        if not self._counts[EndLine]:
            raise BadExport(self.number + 1, "the file ends before its checksum")

    def _decoded(self, raw: bytes) -> AnyLine:
        if not raw.endswith(b"\n"):
            raise BadExport(self.number, "is cut off")
        try:
            return _LINE.decode(raw)
        except (msgspec.MsgspecError, UnicodeDecodeError) as problem:
            raise BadExport(self.number, f"is no line of an export: {problem}") from None

    def _check_order(self, line: AnyLine) -> None:
        """Check that kinds of lines come in order, and nothing comes after the end."""
        stage = ORDER.index(type(line))
        after_end = self._counts[EndLine] > 0
        if (
            after_end
            or stage < self._stage
            or (isinstance(line, HeaderLine) == (self._header is not None))
        ):
            raise BadExport(
                self.number, f"a line of kind {line.__struct_config__.tag} cannot stand here"
            )
        self._stage = stage
        self._counts[type(line)] += 1

    def _check(self, line: AnyLine) -> None:
        match line:
            case HeaderLine():
                self._header = line
            case ShardLine():
                self._check_shard(line)
            case EventLine():
                self._check_event(line)
            case EndLine():
                self._check_end(line)
            case CommandLine():
                pass

    def _check_shard(self, line: ShardLine) -> None:
        if line.shard != len(self.checks):
            raise BadExport(
                self.number, f"shard {line.shard} stands where {len(self.checks)} should"
            )
        self.checks[line.shard] = ShardCheck(line.shard)
        self._ends[line.shard] = ShardEnd(line.next, line.last_at, bytes.fromhex(line.last_hash))

    def _check_event(self, line: EventLine) -> None:
        check = self.checks.get(line.shard)
        if check is None:
            raise BadExport(self.number, f"there is no shard {line.shard}")
        check.take(event_of(line))
        self._refuse_findings(check)

    def _check_end(self, line: EndLine) -> None:
        for shard, check in self.checks.items():
            check.end(self._ends[shard])
            self._refuse_findings(check)
        header = self._header
        assert header is not None
        promised = (header.shards, header.events, header.commands)
        if promised != (
            self._counts[ShardLine],
            self._counts[EventLine],
            self._counts[CommandLine],
        ):
            raise BadExport(self.number, "there are not as many lines as the header says")
        if (line.lines, line.sha256) != (self.number - 1, self._sum.hexdigest()):
            raise BadExport(self.number, "the checksum is not that of the lines before it")

    def _refuse_findings(self, check: ShardCheck) -> None:
        if not check.is_clean:
            raise BadExport(self.number, str(check.findings()[0]))
