"""Finds free local ports; processes that start at the same time never choose the same one."""

import fcntl
import os
import random
import socket
import tempfile
from pathlib import Path
from typing import TextIO

LOCALHOST = "127.0.0.1"

# Below the ports that systems give to outgoing connections, one of which could take ours at any
# time.
_LOWEST, _HIGHEST = 15_000, 32_000
_TRIES = 1_000
_reserved: dict[int, TextIO] = {}


def free_port(preferred: int | None = None) -> int:
    """Return a port on 127.0.0.1 that nothing listens on: the preferred one if it is free.

    It is reserved for this process until the process ends: between this look and the moment at
    which a server listens, another process that calls this gets another one. Raises OSError if none
    is free.
    """
    if preferred is not None and _reserve(preferred):
        return preferred
    for port in random.sample(range(_LOWEST, _HIGHEST), _TRIES):
        if _reserve(port):
            return port
    raise OSError(f"no port is free among {_TRIES} between {_LOWEST} and {_HIGHEST}")


def _reserve(port: int) -> bool:
    if port in _reserved or not _is_free(port):
        return False
    lock = _lock_file(port)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        return False
    # Kept open: closing the file would give the reservation up.
    _reserved[port] = lock
    return True


def _lock_file(port: int) -> TextIO:
    folder = Path(tempfile.gettempdir()) / f"tocsin-ports-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    return (folder / str(port)).open("w")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As a server does: a port whose last connections are still closing can be listened on.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOCALHOST, port))
        except OSError:
            return False
    return True
