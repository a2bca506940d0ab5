"""Defines what clients send and are told about the files that a case refers to."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Final, TypeAlias
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from intake.domain.case import Case
from intake.domain.case_files import CaseFile
from intake.domain.public_history import SUPPORT, Audience
from webapi.commands import Call
from webapi.invalid_input import SHA256_PATTERN, Name, RequestBody

LONGEST_ADDRESS: Final = 2000
LARGEST_FILE: Final = 2**53 - 1
"""In bytes: more than this no client reads out of JSON without loss."""
_EXAMPLE = "https://files.example.com/controller.log"


def _address_of_a_file(text: str) -> str:
    if not text.isprintable() or any(letter.isspace() for letter in text):
        raise ValueError(f"should be an address without blanks, as in {_EXAMPLE}")
    try:
        parts = urlsplit(text)
        host, named = parts.hostname, "@" in parts.netloc
    except ValueError:
        raise ValueError(f"should be an address, as in {_EXAMPLE}") from None
    # It is shown to people as text: whatever a browser would run is no address of a file.
    if parts.scheme not in ("http", "https") or not host:
        raise ValueError(f"should be an address with http or https, as in {_EXAMPLE}")
    if named:
        raise ValueError("should hold no user and no password: whoever sees the case reads it")
    return text


FileAddress: TypeAlias = Annotated[
    str, StringConstraints(max_length=LONGEST_ADDRESS), AfterValidator(_address_of_a_file)
]
"""Where a file lies; nobody here looks there."""


class FileBody(RequestBody):
    """A reference to a file that lies somewhere else. It is shown as text and never fetched: what
    is there, and whether it is what `size` (bytes) and `sha256` say, is between people.
    """

    name: Name
    url: FileAddress
    size: Annotated[int, Field(strict=True, ge=0, le=LARGEST_FILE)]
    sha256: Annotated[str, StringConstraints(pattern=SHA256_PATTERN, to_lower=True)]


class FileAnswer(BaseModel):
    """A file that a case refers to, as its author describes it; nobody here has looked at it.

    A customer's people are told `support` for the vendor's people.
    """

    model_config = ConfigDict(from_attributes=True)

    name: str
    url: str
    size: int
    sha256: str
    added_by: str
    added_at: datetime


def case_file(body: FileBody, call: Call, now: datetime) -> CaseFile:
    """Return the file that a caller refers to now."""
    return CaseFile(
        name=body.name,
        url=body.url,
        size=body.size,
        sha256=body.sha256,
        author_id=call.person,
        by_customer=call.is_contact,
        added_at=now,
    )


def file_answers(case: Case, audience: Audience) -> Sequence[FileAnswer]:
    """Return the files of a case, the oldest first; none for those who only count."""
    return [] if audience == "figures" else [_answer(file, audience) for file in case.files]


def _answer(file: CaseFile, audience: Audience) -> FileAnswer:
    hides_author = audience == "customer" and not file.by_customer
    return FileAnswer(
        name=file.name,
        url=file.url,
        size=file.size,
        sha256=file.sha256,
        added_by=SUPPORT if hides_author else file.author_id,
        added_at=file.added_at,
    )
