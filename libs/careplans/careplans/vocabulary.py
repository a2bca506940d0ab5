"""The words that plans, people and cases are described in, so that a typing mistake is a type error."""

from typing import Literal

Plan = Literal["silver", "gold", "platinum"]
Priority = Literal["P1", "P2", "P3", "P4"]
Channel = Literal["online", "phone"]
Area = Literal["product", "edi", "account"]
ReviewPeriod = Literal["month", "quarter"]
WhenRaised = Literal[
    "earlier-of-old-due-and-new-from-change",
    "new-from-start",
    "earliest-due-under-the-new-priority",
]
WhenLowered = Literal["new-from-start", "keep-old-due", "later-of-old-due-and-new-from-start"]
WhenDue = Literal["same-local-time", "earliest-instant"]
AtDue = Literal["wait-takes-nothing", "wait-has-begun"]
WhenWarned = Literal["part-of-governing-target"]

PLANS: tuple[Plan, ...] = ("silver", "gold", "platinum")
PRIORITIES: tuple[Priority, ...] = ("P1", "P2", "P3", "P4")
