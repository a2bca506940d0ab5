"""A version travels as an ETag, and comes back as If-Match, so that nobody overwrites what he has
not seen."""

import re
from typing import Annotated, TypeAlias

from fastapi import Depends, Header

from webapi.problems import Problem

_STRONG = re.compile(r'"(\d{1,18})"')


def etag(version: int) -> str:
    """Return the ETag of a version: 3 is `"3"`."""
    return f'"{version}"'


def etag_headers(version: int) -> dict[str, str]:
    """Return the header to answer with."""
    return {"ETag": etag(version)}


def expected_version(
    if_match: Annotated[
        str | None,
        Header(
            description='The ETag that you saw, as in `"3"`; 412 when it is stale.',
            # For the document only: what does not match has a refusal of its own.
            json_schema_extra={"pattern": r'^(\*|"[0-9]{1,18}")$'},
        ),
    ] = None,
) -> int | None:
    """Return the version the caller has seen; None without If-Match, or with `*`.

    Raises 400 `bad-if-match`.
    """
    if if_match is None or if_match.strip() == "*":
        return None
    match = _STRONG.fullmatch(if_match.strip())
    if match is None:
        raise Problem(400, "bad-if-match", "Bad If-Match", 'It is one ETag of ours, as in "3".')
    return int(match[1])


IfMatch: TypeAlias = Annotated[int | None, Depends(expected_version)]
"""For an endpoint that changes something: the version that the caller has seen, or None."""
