"""docs/using-the-api.md works: its blocks are run, in order, against a running system."""

import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.stories.world import SECRET, World
from tests.support.served_world import ServedWorld, served_world

DOCUMENT = Path(__file__).parents[2] / "docs/using-the-api.md"
MONDAY = datetime(2026, 11, 16, 15, 0, tzinfo=UTC)
PORTS = {"intake": 8001, "sla_clock": 8002}

MAKE_TOKEN = f"""
make() {{
  local ROLE= CUSTOMER= USER=
  shift 2
  local "$@"
  {sys.executable} -m webapi token --role "$ROLE" \\
    ${{CUSTOMER:+--customer "$CUSTOMER"}} ${{USER:+--user "$USER"}}
}}
"""
"""`make -s token ROLE=...` of this system: the real one reads the secret of `make run`."""


@pytest.mark.timeout(300)
def test_the_way_from_the_first_token_to_a_closed_case_works_as_it_is_written(
    tocsin_dsn: str, tmp_path: Path
) -> None:
    with served_world(MONDAY, tocsin_dsn, nothing_before, steps=True) as served:
        script = script_of(served, tmp_path)
        environment = {**os.environ, "TOCSIN_JWT_SECRET": SECRET.get_secret_value()}
        run = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            capture_output=True,
            text=True,
            check=False,
            env=environment,
        )

    assert run.returncode == 0, run.stdout + run.stderr
    for line in ("opened ", '"status":"closed"', "first response within", "is due at"):
        assert line in run.stdout
    assert run.stdout.endswith("refused: not-allowed-in-state\nclosed\n")


def test_every_block_of_the_document_is_of_a_kind_that_is_run() -> None:
    fences = re.findall(r"^```(\w*)$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)

    assert {kind for kind in fences if kind} == {"sh", "python"}


async def nothing_before(world: World) -> None:
    """Play nothing: the document begins with nothing but a running system."""


def script_of(served: ServedWorld, folder: Path) -> str:
    """Return all blocks as one script, for where these services listen."""
    text = DOCUMENT.read_text(encoding="utf-8")
    for service, port in PORTS.items():
        text = text.replace(f"http://127.0.0.1:{port}", served.addresses[service])
    parts = [MAKE_TOKEN]
    for number, (kind, block) in enumerate(
        re.findall(r"^```(sh|python)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    ):
        if kind == "python":
            file = folder / f"block-{number}.py"
            file.write_text(block, encoding="utf-8")
            parts.append(f"{sys.executable} {file}\n")
        else:
            parts.append(block)
    return "\n".join(parts)
