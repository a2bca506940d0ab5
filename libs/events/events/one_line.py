"""Makes one line of what somebody else wrote, which cannot pass for anything but text."""

from unicodedata import category

LONGEST = 200
_BREAKING = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Categories of Unicode that break or end a line, steer a terminal, or are half a letter."""

_TURNING = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
"""What turns the direction of the text around it: what comes after it would be read as something
else."""

_JOINERS = "\u200c\u200d"
"""Zero width, but words of some scripts and many emoji are spelt with them."""


def is_one_line(text: str) -> bool:
    """Tell whether nothing in the text breaks a line or turns its direction.

    Letters that are not seen are let through otherwise: Persian and emoji need some of them.
    """
    return not any(letter in _TURNING or category(letter) in _BREAKING for letter in text)


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
    kind = category(letter)
    return kind in _BREAKING or (kind == "Cf" and letter not in _JOINERS)
