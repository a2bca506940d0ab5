"""Which local ports are free."""

import socket

LOCALHOST = "127.0.0.1"


def free_port(preferred: int | None = None) -> int:
    """A port on 127.0.0.1 that nothing listens on: the preferred one where it is free."""
    if preferred is not None and _is_free(preferred):
        return preferred
    with socket.socket() as probe:
        probe.bind((LOCALHOST, 0))
        return int(probe.getsockname()[1])


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOCALHOST, port))
        except OSError:
            return False
    return True
