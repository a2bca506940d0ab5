"""Refuses parts of a budget after which nobody can be warned."""

from collections.abc import Sequence


def check_fractions(fractions: Sequence[float]) -> None:
    """Raise ValueError unless the fractions ascend, each above 0 and below 1."""
    if any(not 0 < fraction < 1 for fraction in fractions) or list(fractions) != sorted(
        set(fractions)
    ):
        raise ValueError("warn_at_fractions must ascend, each above 0 and below 1")
