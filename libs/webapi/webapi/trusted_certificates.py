"""The certificates that this process trusts, read once.

Reading them takes longer than most calls, and holds up everybody else in the process.
"""

import ssl
from functools import cache

import httpx


@cache
def system_certificates() -> ssl.SSLContext:
    """Return what verifies the services of one's own: the certificates of the machine."""
    return ssl.create_default_context()


@cache
def public_certificates() -> ssl.SSLContext:
    """Return what verifies the world outside: those that httpx brings, or SSL_CERT_FILE names."""
    return httpx.create_ssl_context()


@cache
def bundled_certificates() -> ssl.SSLContext:
    """Return what verifies an address that a stranger gave: those that httpx brings, whatever the
    environment names.
    """
    return httpx.create_ssl_context(trust_env=False)
