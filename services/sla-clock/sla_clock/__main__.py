"""`python -m sla_clock serve | migrate`, and the commands on its log.

The environment says the rest. Bad input: one line, exit 2.
"""

import sys
from collections.abc import Sequence

from sla_clock.bootstrap import SERVICE
from webapi.service_skeleton import main as service_main


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line asks; return the exit code."""
    return service_main(SERVICE, arguments)


if __name__ == "__main__":
    sys.exit(main())
