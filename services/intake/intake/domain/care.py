"""Folds what a customer's plan gave it beside cases: its TAM, calls, visits and benefits (CP-29 to
CP-32)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final, Literal, assert_never

from events.catalogue.care_events import (
    Benefit,
    BenefitUsed,
    BenefitUseWithdrawn,
    TamCalled,
    TamNamed,
    VisitAgreed,
    VisitCalledOff,
    VisitHeld,
)
from events.catalogue.care_events import BenefitUse as UseKind
from intake.domain.errors import Unknown

TamEvent = TamNamed | TamCalled
VisitEvent = VisitAgreed | VisitHeld | VisitCalledOff
BenefitEvent = BenefitUsed | BenefitUseWithdrawn
CareEvent = TamEvent | VisitEvent | BenefitEvent
VisitState = Literal["agreed", "held", "called-off"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedTam:
    """Who the customer's TAM is from a day on."""

    tam_id: str
    name: str
    from_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class TamCall:
    """A call to the TAM between reviews; `note`: what it was about."""

    call_id: str
    tam_id: str | None
    caller_id: str
    called_at: datetime
    case_ids: tuple[str, ...]
    recorded_by: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A visit of the TAM's; `visit_on`: agreed for, or held on; `note`: what was last written."""

    visit_id: str
    state: VisitState
    visit_on: date
    recorded_by: str
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One use of a benefit; `user_id` None: all of the customer's people had it."""

    use_id: str
    benefit: Benefit
    kind: UseKind
    used_on: date
    occasion: str | None
    user_id: str | None
    recorded_by: str
    withdrawn: bool = False
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Care:
    """The TAMs in the order of their naming; calls, visits and uses of benefits by id."""

    tams: tuple[NamedTam, ...] = ()
    calls: Mapping[str, TamCall] = field(default_factory=dict)
    visits: Mapping[str, Visit] = field(default_factory=dict)
    uses: Mapping[str, Use] = field(default_factory=dict)

    def tam_on(self, day: date) -> NamedTam | None:
        """Return the TAM on that day: of those named by then, the one who came last."""
        named = [tam for tam in self.tams if tam.from_on <= day]
        # Reversed, since `max` returns the first of equals: of one day, the last naming counts.
        return max(reversed(named), key=lambda tam: tam.from_on, default=None)

    def counted(self, benefit: Benefit) -> tuple[Use, ...]:
        """Return the uses of a benefit that count: all that were not withdrawn."""
        uses = self.uses.values()
        return tuple(it for it in uses if it.benefit == benefit and not it.withdrawn)


INITIAL: Final = Care()
"""Nobody is named, and nothing was given."""


def visit_of(care: Care, visit_id: str) -> Visit:
    """Return the visit. Raises Unknown (`unknown-visit`)."""
    if (visit := care.visits.get(visit_id)) is None:
        raise Unknown("unknown-visit", "the customer has no such visit")
    return visit


def use_of(care: Care, benefit: Benefit, use_id: str) -> Use:
    """Return the use of this benefit. Raises Unknown (`unknown-benefit-use`)."""
    use = care.uses.get(use_id)
    if use is None or use.benefit != benefit:
        raise Unknown("unknown-benefit-use", "the customer has no such use of a benefit")
    return use


def evolve(care: Care, event: CareEvent) -> Care:
    """Return the state after one more event."""
    match event:
        case TamNamed() | TamCalled():
            return _with_tam(care, event)
        case VisitAgreed() | VisitHeld() | VisitCalledOff():
            visit = _visit_after(care, event)
            return replace(care, visits={**care.visits, visit.visit_id: visit})
        case BenefitUsed() | BenefitUseWithdrawn():
            use = _use_after(care, event)
            return replace(care, uses={**care.uses, use.use_id: use})
        case _:
            assert_never(event)


def _with_tam(care: Care, event: TamEvent) -> Care:
    match event:
        case TamNamed():
            tam = NamedTam(tam_id=event.tam_id, name=event.personal.name, from_on=event.from_on)
            return replace(care, tams=(*care.tams, tam))
        case TamCalled():
            call = TamCall(
                call_id=event.call_id,
                tam_id=event.tam_id,
                caller_id=event.caller_id,
                called_at=event.called_at,
                case_ids=event.case_ids,
                recorded_by=event.recorded_by,
                note=event.personal.text,
            )
            return replace(care, calls={**care.calls, call.call_id: call})
        case _:
            assert_never(event)


def _visit_after(care: Care, event: VisitEvent) -> Visit:
    match event:
        case VisitAgreed():
            return Visit(
                visit_id=event.visit_id,
                state="agreed",
                visit_on=event.visit_on,
                recorded_by=event.recorded_by,
                note=_note_after(care, event),
            )
        case VisitHeld():
            return Visit(
                visit_id=event.visit_id,
                state="held",
                visit_on=event.held_on,
                recorded_by=event.recorded_by,
                note=_note_after(care, event),
            )
        case VisitCalledOff():
            before = care.visits[event.visit_id]
            return replace(before, state="called-off", note=event.personal.text)
        case _:
            assert_never(event)


def _note_after(care: Care, event: VisitAgreed | VisitHeld) -> str | None:
    """Return what was last written about the visit: another day says nothing against it."""
    if event.personal:
        return event.personal.text
    before = care.visits.get(event.visit_id)
    return before.note if before else None


def _use_after(care: Care, event: BenefitEvent) -> Use:
    match event:
        case BenefitUsed():
            return Use(
                use_id=event.use_id,
                benefit=event.benefit,
                kind=event.use,
                used_on=event.used_on,
                occasion=event.occasion,
                user_id=event.user_id,
                recorded_by=event.recorded_by,
            )
        case BenefitUseWithdrawn():
            before = care.uses[event.use_id]
            return replace(before, withdrawn=True, note=event.personal.text)
        case _:
            assert_never(event)
