"""The files that a case refers to: they lie somewhere else, are shown as text and never fetched."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from events.catalogue.case_events import CaseFileAdded, FileText
from intake.domain.errors import Conflicting

MOST_FILES: Final = 100
"""Of one case: enough for what people look at, and a bound on what an answer holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """A reference to a file. `size` in bytes and `sha256` are what its author says of it.

    `by_customer`: the author is one of the customer's people.
    """

    name: str
    url: str
    size: int
    sha256: str
    author_id: str
    by_customer: bool
    added_at: datetime


def files_added(
    case_id: str, files: Iterable[CaseFile], known: Iterable[CaseFile] = ()
) -> list[CaseFileAdded]:
    """Return what is recorded of these files; one that the case refers to already is left out.

    Raises Conflicting (`too-many-files`).
    """
    seen = {_reference(file): file for file in known}
    before = len(seen)
    for file in files:
        seen.setdefault(_reference(file), file)
    if len(seen) > max(MOST_FILES, before):
        raise Conflicting("too-many-files", f"a case refers to {MOST_FILES} files at most")
    return [_added(case_id, file) for file in [*seen.values()][before:]]


def file_of(event: CaseFileAdded) -> CaseFile:
    """Return the file that an event tells of."""
    return CaseFile(
        name=event.personal.name,
        url=event.personal.url,
        size=event.size,
        sha256=event.sha256,
        author_id=event.author_id,
        by_customer=event.by_customer,
        added_at=event.added_at,
    )


def _reference(file: CaseFile) -> tuple[str, str, int, str]:
    return file.name, file.url, file.size, file.sha256


def _added(case_id: str, file: CaseFile) -> CaseFileAdded:
    return CaseFileAdded(
        case_id=case_id,
        author_id=file.author_id,
        by_customer=file.by_customer,
        size=file.size,
        sha256=file.sha256,
        added_at=file.added_at,
        personal=FileText(name=file.name, url=file.url),
    )
