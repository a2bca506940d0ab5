"""Turns what somebody else wrote into one line that cannot pass for anything but text."""

from unicodedata import category

LONGEST = 200
_JOINERS = "\u200c\u200d"
"""Zero width, but words of some scripts and many emoji are spelt with them."""
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def one_line(text: str, longest: int = LONGEST) -> str:
    """Return the text as one line, cut after `longest`.

    Each run of line breaks, control characters and turns of direction is a space.
    """
    seen = "".join(" " if _is_unseen(letter) else letter for letter in text)
    line = " ".join(seen.split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def quoted(text: str, longest: int = LONGEST) -> str:
    """Return one line in quotation marks that its text cannot close."""
    line = one_line(text, longest)
    return f"“{line.replace('“', chr(34)).replace('”', chr(34))}”"


def _is_unseen(letter: str) -> bool:
    return category(letter) in _UNSEEN and letter not in _JOINERS
