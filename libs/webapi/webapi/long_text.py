"""What a person writes, with one limit in bytes that the schema and the check share."""

from typing import Annotated, TypeAlias

from pydantic import AfterValidator, Field, StringConstraints

from webapi.visible_line import visible

LONGEST_TEXT = 100_000
"""In bytes of UTF-8: with the most that JSON needs for a letter, a body still holds one text."""


def _not_too_long(text: str) -> str:
    if (size := len(text.encode(errors="surrogatepass"))) > LONGEST_TEXT:
        raise ValueError(f"has {size} bytes in UTF-8, and should have at most {LONGEST_TEXT}")
    return text


_IN_BYTES = f"At most {LONGEST_TEXT} bytes in UTF-8."

Text: TypeAlias = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_TEXT),
    AfterValidator(_not_too_long),
    AfterValidator(visible),
    Field(description=_IN_BYTES),
]
"""Something a person wrote, at most 100,000 bytes. It can be seen: an answer of nothing would stop
a clock."""

OptionalText: TypeAlias = Annotated[
    str,
    StringConstraints(max_length=LONGEST_TEXT),
    AfterValidator(_not_too_long),
    Field(description=_IN_BYTES),
]
"""Something a person wrote, or nothing; at most 100,000 bytes."""
