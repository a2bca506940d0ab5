"""Turns a name from a log into an id that addresses and clients can carry."""

from hashlib import blake2b
from unicodedata import normalize

LONGEST = 80


def slug(name: str) -> str:
    """Lower case, words joined by hyphens: `Location 143` is `location-143`. A name that this would shorten gets a mark of its own."""
    plain = normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = "".join(letter if letter.isalnum() else " " for letter in plain.lower()).split()
    short = "-".join(words)[:LONGEST]
    if name.isascii() and len(name) <= LONGEST:
        return short
    return "-".join(part for part in (short.strip("-"), blake2b(name.encode(), digest_size=4).hexdigest()) if part)
