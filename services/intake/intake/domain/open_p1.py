"""Opens a P1, unless it is a call that may be about a P1 that is open already (CP-13, CP-16)."""

from dataclasses import dataclass

from events.catalogue.case_events import CaseOpened, LikelyTwinMarked
from intake.domain import open_case
from intake.domain.case import Case
from intake.domain.likely_twins import (
    LikelyTheSame,
    LikelyTwin,
    OpenP1,
    likely_twins,
    may_be_the_same,
)
from intake.domain.open_case import OpenCase, OpeningFact


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenP1Case:
    """Open a P1 beside the customer's `open_p1s`, read while nobody else can open one.

    `ruled_out`: the cases that the call is not about, says the engineer on the telephone. `named`:
    the case that it is about, if that case takes no more calls.
    """

    opening: OpenCase
    open_p1s: tuple[OpenP1, ...]
    ruled_out: frozenset[str] = frozenset()
    named: str | None = None


def decide(
    command: OpenP1Case, case: Case | None
) -> list[CaseOpened | OpeningFact | LikelyTwinMarked]:
    """Open the case and mark its likely twins. Raises LikelyTheSame, and what `open_case` does."""
    # Entitlement first: whoever may not open a case is not told which P1s are open.
    opened = open_case.decide(command.opening, case)
    check_chosen(command)
    case_id = command.opening.case_id
    return [*opened, *(_mark(command, case_id, twin.case_id, twin) for twin in _twins_of(command))]


def marks_on_others(command: OpenP1Case) -> list[LikelyTwinMarked]:
    """Return the marks on the cases that were there before: both sides get one."""
    case_id = command.opening.case_id
    return [_mark(command, twin.case_id, case_id, twin) for twin in _twins_of(command)]


def check_chosen(command: OpenP1Case) -> None:
    """Raise LikelyTheSame if the call may be about a P1 that the engineer has not ruled out."""
    if command.opening.request.channel == "phone" and (
        candidates := may_be_the_same(command.open_p1s, command.ruled_out)
    ):
        raise LikelyTheSame(candidates)


def _twins_of(command: OpenP1Case) -> tuple[LikelyTwin, ...]:
    """Return the likely twins of the new case; those of a call are chosen by the engineer."""
    request = command.opening.request
    if request.channel == "online":
        return likely_twins(request.subject, command.opening.now, command.open_p1s)
    return (LikelyTwin(case_id=command.named, because="named-by-support"),) if command.named else ()


def _mark(command: OpenP1Case, case_id: str, twin_id: str, twin: LikelyTwin) -> LikelyTwinMarked:
    return LikelyTwinMarked(
        case_id=case_id, twin_id=twin_id, marked_at=command.opening.now, because=twin.because
    )
