"""The example in docs/sandbox.md runs as it stands there, in a folder that holds nothing else; on
servers in containers where the tests are to run on them (BROKER=container).
"""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from tests.packages.sandbox_example import example_of_a_client

SERVERS = "container" if os.environ.get("BROKER") == "container" else "embedded"


@pytest.mark.broker
@pytest.mark.slow
@pytest.mark.long
@pytest.mark.timeout(400)
async def test_the_example_of_a_clients_test_passes(tmp_path: Path) -> None:
    (tmp_path / "test_a_client.py").write_text(example_of_a_client(), encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")

    running = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "pytest", "-q", "-p", "no:cacheprovider", "--basetemp", str(tmp_path / "temp")),
        f"--tocsin-servers={SERVERS}",
        cwd=tmp_path,
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await running.communicate()

    assert running.returncode == 0, output.decode()
    assert "1 passed" in output.decode()
