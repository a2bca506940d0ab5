"""Hours' worth of records in half a minute, on what `make run` starts: lag, pages, memory
and idle CPU do not grow.
"""

from pathlib import Path

import pytest

from tests.local_stack.started import run_to_end

pytestmark = [pytest.mark.slow, pytest.mark.alone, pytest.mark.timeout(300)]


def test_the_system_is_as_quick_after_many_records_as_before(servers_folder: Path) -> None:
    short = ("--days", "0.025", "--every-ms", "5", "--at-most-s", "150", "--rest-s", "5")
    # A few seconds beside whatever else the machine does say little of a tenth of a core.
    command = ("soak", *short, "--slack", "3")
    ended = run_to_end(servers_folder / "soak", command)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "seen blind 0 times" in ended.stdout
    assert "sla_clock's CPU, idle" in ended.stdout
