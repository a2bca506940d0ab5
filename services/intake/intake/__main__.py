"""Run `python -m intake serve | migrate | end-import`, an import of history (`import-servicenow`,
`import-zendesk`, `import-jira`, `import-csv`), or a command on its log.
"""

import sys
from collections.abc import Sequence

from intake.bootstrap import SERVICE
from webapi.service_skeleton import main as service_main


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; return the exit code."""
    return service_main(SERVICE, arguments)


if __name__ == "__main__":
    sys.exit(main())
