"""Names and subjects are one line that a person can see."""

import pytest
from pydantic import TypeAdapter, ValidationError

from webapi.invalid_input import Name

NAME: TypeAdapter[str] = TypeAdapter(Name)


@pytest.mark.parametrize(
    "text",
    [
        "Labels do not print",
        "Köln 東京",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "\U0001f469\u200d\U0001f680",
        "a\u00a0b",
    ],
)
def test_what_people_write_in_a_line_is_kept(text: str) -> None:
    assert NAME.validate_python(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "Production down\r\n\r\nAcknowledge: http://evil.example/",
        "a\nb",
        "a\x0bb",
        "a\x1b[31mb",
        "a\x00b",
        "a\x85b",
        "a\u2028b",
        "a\u2029b",
        "a\u202eb",
        "a\u2066b",
        "a\tb",
    ],
)
def test_what_breaks_or_turns_a_line_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match="should be one line without control characters"):
        NAME.validate_python(text)


@pytest.mark.parametrize("text", ["\u200b", "\u200b\u200d\ufeff", "\u3164", "\u2800 \u2800"])
def test_what_nobody_sees_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match="should have a letter that can be seen"):
        NAME.validate_python(text)


@pytest.mark.parametrize("text", ["", "  ", "\n"])
def test_blank_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match="at least 1 character"):
        NAME.validate_python(text)
