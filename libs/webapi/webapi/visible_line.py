"""Says whether a text can be seen, and is one line: names and subjects stand in the lines of pages
and mails."""

from unicodedata import category

from pydantic_core import PydanticCustomError

from events.one_line import is_one_line

_UNSEEN = frozenset({"Cc", "Cf", "Cn", "Mn", "Me", "Zl", "Zp", "Zs"})
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and symbols that are drawn as nothing."""


def one_visible_line(text: str) -> str:
    """Return the text.

    Raises PydanticCustomError where it has control characters, or nothing that can be seen.

    Marks within a word (as Persian and emoji need them) are kept: only what breaks a line or turns
    its direction is refused.
    """
    if not is_one_line(text):
        raise PydanticCustomError(
            "control_characters", "should be one line without control characters"
        )
    return visible(text)


def visible(text: str) -> str:
    """Return the text, of one line or many.

    Raises PydanticCustomError where it has nothing that can be seen: nobody would have said it.
    """
    if not any(_is_seen(letter) for letter in text):
        raise PydanticCustomError("nothing_visible", "should have a letter that can be seen")
    return text


def _is_seen(letter: str) -> bool:
    return letter not in _BLANK and category(letter) not in _UNSEEN
