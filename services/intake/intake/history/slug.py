"""Turns a name from a log into an id that addresses and clients can carry."""

from hashlib import blake2b
from unicodedata import normalize

LONGEST = 80


def slug(name: str) -> str:
    """Return the name in lower case, its words joined by hyphens: `Location 143` is `location-143`.

    A name of which this keeps less than its letters, digits and single spaces gets a mark of its
    own, so that `A&B` is not `A B`. Names that differ in nothing but capitals have one id.
    """
    plain = normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = "".join(letter if letter.isalnum() else " " for letter in plain).split()
    short = "-".join(words)[:LONGEST]
    if " ".join(words) == name.lower() and len(name) <= LONGEST:
        return short
    mark = blake2b(name.encode(), digest_size=4).hexdigest()
    return "-".join(part for part in (short.strip("-"), mark) if part)
