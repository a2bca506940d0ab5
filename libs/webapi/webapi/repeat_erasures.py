"""The command `repeat-erasures`: after a restore, erases again whoever the list says was erased."""

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeAlias, TypeVar

from events.operations.erasures_file import BadErasuresFile
from events.operations.terminal import StopCommand
from webapi.load_settings import load
from webapi.sealing_settings import SealingSettings
from webapi.service_skeleton import Parsers, ServiceCommand, add_database_url
from webapi.settings import StoreSettings

E = TypeVar("E")
Read: TypeAlias = Callable[[Path], Sequence[E]]
Repeat: TypeAlias = Callable[[StoreSettings, SealingSettings, Sequence[E]], Awaitable[int]]
"""Erases again whoever became readable again; returns how many were."""


def repeating(read: Read[E], repeat: Repeat[E]) -> ServiceCommand:
    """Return the command; `read` reads the service's list."""
    return ServiceCommand(add_to=_describe, run=partial(_run, read, repeat))


def _describe(commands: Parsers, name: str) -> None:
    parser = commands.add_parser(
        name, help="after a restore: erase again whoever the file says was erased"
    )
    parser.add_argument("file", type=Path, help="what TOCSIN_ERASURES_FILE named")
    add_database_url(parser)


def _run(read: Read[E], repeat: Repeat[E], arguments: argparse.Namespace) -> int:
    settings, sealing = load(StoreSettings), load(SealingSettings)
    try:
        erasures = read(arguments.file)
    except (OSError, BadErasuresFile) as problem:
        raise StopCommand(f"{arguments.file}: {problem}") from None

    async def again() -> int:
        return await repeat(settings, sealing, erasures)

    count = asyncio.run(again())
    sys.stdout.write(f"{count} of {len(erasures)} people were readable again, and are erased\n")
    return 0
