"""Keeps what decides whether a case lacks the engineer that a P1 needs (CP-26)."""

from dataclasses import dataclass, replace
from typing import Literal, assert_never

from events.catalogue.case_events import (
    CaseAssigned,
    CaseClosed,
    CaseExcluded,
    CaseHandedOver,
    CaseIncluded,
    CasePriorityChanged,
    CaseReleased,
    CaseReopened,
    CaseResolved,
    WorkaroundProvided,
)
from events.catalogue.terms import Priority

CoverEvent = (
    CaseAssigned
    | CaseHandedOver
    | CaseReleased
    | CasePriorityChanged
    | WorkaroundProvided
    | CaseExcluded
    | CaseIncluded
    | CaseResolved
    | CaseReopened
    | CaseClosed
)
"""The events after which a P1 may have an engineer, lack one, or need none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverNeed:
    """What the clock knows of a case for its goal `cover`, whatever its priority is now.

    `over`: support works on it no more, and why. `helped`: it has a workaround. `has_engineer`:
    somebody has it. Who had a case before it was reopened does not have it since.
    """

    priority: Priority
    over: Literal["case-excluded", "case-closed", "case-resolved"] | None = None
    helped: bool = False
    has_engineer: bool = False

    @property
    def needs_cover(self) -> bool:
        """Return whether somebody must be on it at all hours (CP-26)."""
        return self.priority == "P1" and self.over is None and not self.helped

    @property
    def uncovered(self) -> bool:
        """Return whether nobody has it although it needs cover."""
        return self.needs_cover and not self.has_engineer


def need_after(need: CoverNeed, event: CoverEvent) -> CoverNeed:
    """Return what is known after one more event of the case."""
    match event:
        case CaseAssigned() | CaseHandedOver():
            after = replace(need, has_engineer=True)
        case CaseReleased():
            after = replace(need, has_engineer=False)
        case CasePriorityChanged():
            after = replace(need, priority=event.new)
        case WorkaroundProvided():
            after = replace(need, helped=True)
        case CaseExcluded():
            after = replace(need, over="case-excluded")
        case CaseResolved():
            after = replace(need, over="case-resolved")
        case CaseClosed():
            after = replace(need, over="case-closed")
        case CaseIncluded():
            after = replace(need, over=None)
        case CaseReopened():
            after = replace(need, over=None, helped=False, has_engineer=False)
        case _:
            assert_never(event)
    return after
