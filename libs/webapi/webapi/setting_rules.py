"""What every setting keeps to: its prefix, secrets that nobody guesses, and addresses to which they
may go."""

from urllib.parse import urlsplit

from pydantic import (
    SecretStr,
)

from webapi.network import is_loopback

PREFIX = "TOCSIN_"
SHORTEST_SECRET = 32
"""In bytes."""


def check_length(secret: SecretStr | None) -> SecretStr | None:
    """Return the secret, if there is one. Raises ValueError for one that may be guessed."""
    if secret is not None and len(secret.get_secret_value().encode()) < SHORTEST_SECRET:
        raise ValueError(f"needs {SHORTEST_SECRET} bytes or more")
    return secret


def is_safe(url: str, *, plain: bool = False) -> bool:
    """Return whether secrets may go to this address; `plain`: also over http."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    return bool(host) and (
        parts.scheme == "https" or (parts.scheme == "http" and (plain or is_loopback(host)))
    )
