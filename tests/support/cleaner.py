"""Takes away what a run of the tests leaves when it is killed: servers that would run for ever, and
their files."""

import subprocess
from pathlib import Path
from types import TracebackType

_SCRIPT = """
pids=
while read -r pid; do
  [ "$pid" = done ] && exit
  pids="$pids $pid"
done
kill -9 $pids 2>/dev/null
sleep 1
rm -rf "$0"
"""


class Cleaner:
    """A small process that waits for the end of this one: told of it by `with`, it does nothing;
    else it kills what was noted."""

    def __init__(self, folder: Path) -> None:
        self._process = subprocess.Popen(
            ["/bin/sh", "-c", _SCRIPT, str(folder)],
            stdin=subprocess.PIPE,
            start_new_session=True,
            text=True,
            cwd="/",
        )

    def note(self, pid: int) -> None:
        """Note a server that must not outlive this process."""
        self._tell(str(pid))

    def __enter__(self) -> "Cleaner":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._tell("done")
        self._process.wait()

    def _tell(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()
