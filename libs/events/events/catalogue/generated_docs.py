"""The documents that are made from the catalogue, and whether those in the docs folder are still
true."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from events.catalogue.asyncapi_document import asyncapi_document
from events.catalogue.json_schemas import schema_of
from events.catalogue.markdown_page import markdown_page
from events.catalogue.registry import Catalogue
from events.catalogue.topics import TOPICS, WATERMARKS

VERSION = "1.0.0"


def documents(catalogue: Catalogue) -> Mapping[str, str]:
    """Return the text of each document by its path in the docs folder."""
    asyncapi = asyncapi_document(catalogue.entries, TOPICS, WATERMARKS, VERSION)
    return {
        "event-catalogue.md": markdown_page(catalogue.entries, TOPICS),
        "asyncapi.yaml": msgspec.yaml.encode(asyncapi).decode(),
        **{
            f"schemas/{entry.wire_name}.json": _json(schema_of(entry))
            for entry in catalogue.entries
        },
    }


def write_documents(catalogue: Catalogue, docs: Path) -> Sequence[str]:
    """Write what has changed, and say which. Schemas of older versions stay as they are."""
    made, stale = documents(catalogue), stale_documents(catalogue, docs)
    for path in stale:
        (docs / path).parent.mkdir(parents=True, exist_ok=True)
        (docs / path).write_text(made[path], encoding="utf-8")
    return stale


def stale_documents(catalogue: Catalogue, docs: Path) -> Sequence[str]:
    """Return the paths of documents that are missing or no longer say what the catalogue says."""
    return [path for path, text in documents(catalogue).items() if _read(docs / path) != text]


def _read(file: Path) -> str | None:
    return file.read_text(encoding="utf-8") if file.is_file() else None


def _json(value: object) -> str:
    return msgspec.json.format(msgspec.json.encode(value)).decode() + "\n"
