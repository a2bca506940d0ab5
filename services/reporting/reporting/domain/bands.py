"""Defines the bands that ages and delays are counted in.

A band's lower end is in it, its upper end is not.
"""

from collections.abc import Sequence

from events.catalogue.terms import Priority

PRIORITIES: tuple[Priority, ...] = ("P1", "P2", "P3", "P4")

AGE_LABELS: Sequence[str] = (
    "under 2 days",
    "2 to 7 days",
    "7 to 30 days",
    "30 to 90 days",
    "90 days and more",
)
AGE_CUTS_DAYS: Sequence[float] = (2.0, 7.0, 30.0, 90.0)

DELAY_LABELS: Sequence[str] = (
    "under 1 h",
    "1 to 4 h",
    "4 to 24 h",
    "1 to 3 days",
    "3 days and more",
)
DELAY_CUTS_S: Sequence[float] = (3_600.0, 14_400.0, 86_400.0, 259_200.0)
