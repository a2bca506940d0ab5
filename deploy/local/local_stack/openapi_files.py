"""Keeps the services' OpenAPI documents as files, docs/openapi/*.json, and compares them with the
published ones.

`make docs` writes them. `make check` fails where one is stale, and where one would break a client
that was written against docs/openapi/published: those are what was last released, without what only
people read, and sealed by a checksum. `make publish-openapi` takes the documents of today for them;
nothing else writes there. A break that was decided on stands in docs/openapi/accepted_breaks.toml,
with the decision record that says why.
"""

import argparse
import asyncio
import hashlib
import json
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from pydantic import JsonValue

from events.broker.memory_broker import MemoryBroker
from events.clock import SystemClock
from events.nobody_reads import while_somebody_reads
from events.store.connection import NO_DATABASE
from intake.bootstrap import SERVICE as INTAKE
from intake.settings import IntakeSettings
from local_stack.breaking_changes import breaking_changes
from notifier.bootstrap import SERVICE as NOTIFIER
from notifier.settings import NotifierSettings
from reporting.bootstrap import SERVICE as REPORTING
from reporting.settings import ReportingSettings
from sla_clock.bootstrap import SERVICE as SLA_CLOCK
from sla_clock.settings import SlaClockSettings
from webapi.openapi_document import Document
from webapi.service_skeleton import Built, Service, Settings

SERVICES: Final = ("intake", "sla-clock", "notifier", "reporting")
SEAL: Final = "sealed.sha256"

_SETTINGS: Final = {
    "database_url": NO_DATABASE,
    "kafka_bootstrap_servers": "none",
    "jwt_secret": "what is only described signs nothing with it",
    "sealing_key": "only ever used to describe the routes, never to seal",
    "link_secret": "what is only described signs no link with it",
    "public_url": "http://127.0.0.1:8003",
}
_FOR_PEOPLE: Final = frozenset({"description", "summary", "title", "example", "examples", "tags"})


async def documents() -> Mapping[str, Document]:
    """Return each service's OpenAPI document, by the service's name; needs no server."""
    return {
        "intake": await _document(INTAKE, IntakeSettings),
        "sla-clock": await _document(SLA_CLOCK, SlaClockSettings),
        "notifier": await _document(NOTIFIER, NotifierSettings),
        "reporting": await _document(REPORTING, ReportingSettings),
    }


async def _document(service: Service[Settings, Built], settings: type[Settings]) -> Document:
    described = _without_environment(settings).model_validate(_SETTINGS)
    built = await service.build(described, SystemClock(), MemoryBroker())
    # Not closed: what gives back leases or leaves a group would look for the database.
    document: Document = built.app.openapi()
    return document


def _without_environment(settings: type[Settings]) -> type[Settings]:
    """Return the settings as a class that what somebody has in the environment does not reach."""

    class Described(settings):  # type: ignore[valid-type, misc]
        @classmethod
        def settings_customise_sources(
            cls, _settings: object, init_settings: object, **_sources: object
        ) -> tuple[object, ...]:
            return (init_settings,)

    return Described


def written(document: Document) -> str:
    """Return a document as its file holds it."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def for_machines(value: JsonValue) -> JsonValue:
    """Return a document without what only people read."""
    if isinstance(value, list):
        return [for_machines(one) for one in value]
    if not isinstance(value, dict):
        return value
    # A field may be called `title` or `description`: those are named inside `properties`.
    return {
        key: {name: for_machines(one) for name, one in inner.items()}
        if key == "properties" and isinstance(inner, dict)
        else for_machines(inner)
        for key, inner in value.items()
        if key not in _FOR_PEOPLE or not isinstance(inner, str | list)
    }


def stale(folder: Path, current: Mapping[str, Document]) -> Iterator[str]:
    """Yield the files that are not what the code says."""
    for name, document in current.items():
        file = folder / f"{name}.json"
        if not file.exists() or file.read_text(encoding="utf-8") != written(document):
            yield f"{file} is stale; run `make docs`"


def broken(folder: Path, current: Mapping[str, Document]) -> Iterator[str]:
    """Yield what is not as it was published, and is not accepted; and what is accepted in vain."""
    accepted = tomllib.loads((folder / "accepted_breaks.toml").read_text(encoding="utf-8"))
    left = {(str(name), line) for name, lines in accepted.items() for line in lines}
    for name, document in current.items():
        published = json.loads((folder / "published" / f"{name}.json").read_text(encoding="utf-8"))
        for change in breaking_changes(published, document):
            if (name, change) in left:
                left.discard((name, change))
            else:
                yield f"{name} breaks its clients: {change}"
    for name, line in sorted(left):
        yield f"accepted_breaks.toml accepts of {name} what is no break: {line}"


def unsealed(folder: Path) -> Iterator[str]:
    """Yield the published documents that were changed by hand."""
    seals = dict(line.split()[::-1] for line in (folder / SEAL).read_text().splitlines())
    for name in SERVICES:
        file = folder / f"{name}.json"
        if seals.get(file.name) != _checksum(file):
            yield f"{file} is not as it was published; take the change back"


def publish(folder: Path, current: Mapping[str, Document]) -> None:
    """Take the documents of today for the published ones."""
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / f"{name}.json" for name in SERVICES]
    for file in files:
        content = json.dumps(for_machines(current[file.stem]), ensure_ascii=False) + "\n"
        file.write_text(content, encoding="utf-8")
    seals = "".join(f"{_checksum(file)}  {file.name}\n" for file in files)
    (folder / SEAL).write_text(seals, encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the documents; with --check, say what is wrong with them, and exit with 1."""
    parser = argparse.ArgumentParser(prog="local_stack.openapi_files")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if stale")
    parser.add_argument("--publish", action="store_true", help="seal the documents of today")
    parser.add_argument("--folder", type=Path, default=Path("docs/openapi"))
    options = parser.parse_args(arguments)
    folder: Path = options.folder
    current = asyncio.run(documents())
    if options.check:
        complaints = [
            *stale(folder, current),
            *unsealed(folder / "published"),
            *broken(folder, current),
        ]
        print(*complaints, sep="\n", end="\n" if complaints else "", file=sys.stderr)
        return 1 if complaints else 0
    for name, document in current.items():
        (folder / f"{name}.json").write_text(written(document), encoding="utf-8")
    if options.publish:
        publish(folder / "published", current)
    return 0


def _checksum(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(while_somebody_reads(main))
