"""Time zones come from the locked wheel in every process, whatever the machine knows of them."""

import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from careplans.zone_data import ZONE_DATA

ASK = """
import {module}
import zoneinfo
from datetime import datetime
local = datetime(2026, 1, 1, tzinfo=zoneinfo.ZoneInfo("America/Detroit"))
print(zoneinfo.TZPATH, local.utcoffset())
"""


def machine_that_knows_better(folder: Path) -> dict[str, str]:
    """An environment in which the machine's own data have Detroit in Greenwich."""
    zone = folder / "America" / "Detroit"
    zone.parent.mkdir()
    counts = (0, 0, 0, 0, 1, 4)
    head = b"TZif2" + bytes(15) + b"".join(count.to_bytes(4, "big") for count in counts)
    body = bytes(6) + b"UTC\0"
    zone.write_bytes(head + body + head + body + b"\nUTC0\n")
    return {**os.environ, "PYTHONTZPATH": str(folder)}


def answer(module: str, environment: dict[str, str]) -> str:
    command = [sys.executable, "-c", ASK.format(module=module)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    return done.stdout.strip()


def test_a_machine_of_this_test_would_be_believed_otherwise(tmp_path: Path) -> None:
    environment = machine_that_knows_better(tmp_path)
    assert answer("sys", environment) == f"('{tmp_path}',) 0:00:00"


@pytest.mark.parametrize(
    "module",
    [
        "careplans.__main__",
        "intake.__main__",
        "sla_clock.__main__",
        "notifier.__main__",
        "reporting.__main__",
    ],
)
def test_no_process_believes_the_machine(tmp_path: Path, module: str) -> None:
    environment = machine_that_knows_better(tmp_path)
    assert answer(module, environment) == "() -1 day, 19:00:00"


def test_the_release_of_the_data_is_known() -> None:
    assert f"tzdata {version('tzdata')}" == ZONE_DATA
