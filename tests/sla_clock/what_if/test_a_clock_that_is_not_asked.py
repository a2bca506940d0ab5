"""A clock that is asked no what-if pays nothing for it."""

import subprocess
import sys


def test_holds_no_numpy_in_memory() -> None:
    program = "import sys, sla_clock.bootstrap; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
