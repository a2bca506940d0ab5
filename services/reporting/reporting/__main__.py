"""`python -m reporting serve | migrate | rebuild | checkpoints | dead-letters`; all else comes from
the environment.
"""

import sys
from collections.abc import Sequence

from reporting.bootstrap import SERVICE
from webapi.service_skeleton import main as service_main


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line asks; return the exit code."""
    return service_main(SERVICE, arguments)


if __name__ == "__main__":
    sys.exit(main())
