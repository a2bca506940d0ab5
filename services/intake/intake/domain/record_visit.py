"""Records the TAM's visit to a customer: agreed for a day, or held on it (CP-31)."""

from dataclasses import dataclass
from datetime import date

from careplans.benefits import VISIT
from careplans.terms import PlanTerms
from events.catalogue.care_events import VisitAgreed, VisitHeld
from events.catalogue.case_events import MessageText
from intake.domain.care import Care
from intake.domain.errors import Conflicting, Invalid, NotEntitled

# The name under which a plan's data say how many visits a year holds.


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordVisit:
    """Record that the visit is agreed for `visit_on`, or was held then.

    `plan`: what the customer's plan gives on that day. `is_new`: it is not about one that is known.
    """

    customer_id: str
    visit_id: str
    visit_on: date
    held: bool
    text: str | None
    plan: PlanTerms
    recorded_by: str
    today: date
    is_new: bool = False


def decide(command: RecordVisit, care: Care) -> list[VisitAgreed | VisitHeld]:
    """Record it, unless that is what is known. Raises NotEntitled, Invalid and Conflicting.

    More visits than the plan promises are no harm: they are counted, and none is refused.
    """
    if not command.plan.yearly.get(VISIT):
        raise NotEntitled("plan-without-visits", f"{command.plan.name} has no yearly visit")
    if command.held and command.visit_on > command.today:
        raise Invalid("held-in-the-future", "only a visit that took place was held")
    before = care.visits.get(command.visit_id)
    state = "held" if command.held else "agreed"
    if before is not None and command.is_new:
        raise Conflicting("visit-exists", "the customer has a visit of that id; put changes it")
    if before is not None and (before.state, before.visit_on) == (state, command.visit_on):
        # What is written about it may be new though the day is not.
        return [_event(command)] if command.text and command.text != before.note else []
    if before is not None and before.state != "agreed":
        raise Conflicting("visit-is-over", f"the visit is {before.state}; record another one")
    return [_event(command)]


def _event(command: RecordVisit) -> VisitAgreed | VisitHeld:
    words = MessageText(text=command.text) if command.text else None
    if command.held:
        return VisitHeld(
            customer_id=command.customer_id,
            visit_id=command.visit_id,
            held_on=command.visit_on,
            recorded_by=command.recorded_by,
            personal=words,
        )
    return VisitAgreed(
        customer_id=command.customer_id,
        visit_id=command.visit_id,
        visit_on=command.visit_on,
        recorded_by=command.recorded_by,
        personal=words,
    )
