"""`make clean`: throws the local system's data away, wherever PostgreSQL keeps them."""

import shutil

from local_stack.postgres_server import folder_that_postgres_may_enter
from local_stack.state_folder import StateFolder


def throw_away(folder: StateFolder) -> int:
    """Remove the folder, the demo's and the sandbox's below it, and what PostgreSQL keeps outside.

    Raises AlreadyRunning while one is in use.
    """
    for state in (folder, *(StateFolder(folder.path / name) for name in ("demo", "sandbox"))):
        if state.path.exists():
            # Before its data go: a system that runs on them must not lose them.
            state.acquire()
            shutil.rmtree(
                folder_that_postgres_may_enter(state.path / "postgres"), ignore_errors=True
            )
    shutil.rmtree(folder.path, ignore_errors=True)
    return 0
