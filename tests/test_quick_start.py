"""What a service loads before it serves, in a process of its own."""

import subprocess
import sys

_ONLY_TO_MIGRATE = ("alembic", "sqlalchemy")


def test_a_service_that_serves_does_not_load_what_only_migrating_needs() -> None:
    program = "import sys, intake.__main__; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True, timeout=120
    ).stdout.split()
    assert "intake.bootstrap" in loaded
    assert not {*_ONLY_TO_MIGRATE} & {*loaded}
