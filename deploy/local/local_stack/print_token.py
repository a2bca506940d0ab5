"""Prints a token of the local system."""

import sys
from pathlib import Path

from local_stack.import_demo import DEMO
from local_stack.state_folder import StateFolder
from local_stack.tokens import local_token
from webapi.tokens import ROLES, is_role


def folder_of_tokens(path: Path) -> StateFolder:
    """Return the folder of what runs: the demo's, where that runs and `make run` does not."""
    folder, demo = StateFolder(path), StateFolder(path / DEMO)
    return demo if demo.is_running and not folder.is_running else folder


def print_token(folder: StateFolder, role: str, customer: str | None, user: str | None) -> int:
    """Print one token; return 2, with one line, for a role or person that does not exist."""
    if not is_role(role):
        print(f"tocsin: no role {role!r}; there are: {', '.join(ROLES)}", file=sys.stderr)
        return 2
    folder.path.mkdir(parents=True, exist_ok=True)
    try:
        print(local_token(folder, role, customer_id=customer, user_id=user))
    except ValueError as problem:
        print(f"tocsin: {problem} (CUSTOMER=... USER=...)", file=sys.stderr)
        return 2
    return 0
