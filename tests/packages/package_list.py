"""The packages of this repository, and the versions that the lock files pin."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

PACKAGES: Final[Mapping[str, str]] = {
    "libs/events": "events",
    "libs/careplans": "careplans",
    "libs/webapi": "webapi",
    "libs/client": "tocsin_client",
    "services/intake": "intake",
    "services/sla-clock": "sla_clock",
    "services/notifier": "notifier",
    "services/reporting": "reporting",
    "deploy/local": "local_stack",
    "deploy/testing": "tocsin.testing",
}
"""Folder -> the module in it."""

_PIN = re.compile(r"^([a-z0-9._-]+)(\[[a-z,]+\])?(==[^\s;]+)( ;[^\\]+)?", re.MULTILINE)


def pins_of(lock: Path) -> Iterator[str]:
    """Yield `name==version` of each line of a lock file, without extras and hashes.

    A file of constraints with hashes would demand one for our own wheels, too.
    """
    for name, _, version, condition in _PIN.findall(lock.read_text(encoding="utf-8")):
        yield f"{name}{version}{condition}".rstrip()
