"""Names a customer's technical account manager, from a day on (CP-31)."""

from dataclasses import dataclass

from careplans.terms import PlanTerms
from events.catalogue.care_events import TamName, TamNamed
from intake.domain.care import Care, NamedTam
from intake.domain.errors import NotEntitled


@dataclass(frozen=True, slots=True, kw_only=True)
class NameTam:
    """Name `tam`; `plan`: what the customer's plan gives on the first day."""

    customer_id: str
    tam: NamedTam
    plan: PlanTerms
    named_by: str


def decide(command: NameTam, care: Care) -> list[TamNamed]:
    """Name the TAM, unless that one is it from that day on. Raises NotEntitled."""
    # Gold's TAM is whoever takes its calls; Platinum's is named in the terms (CP-31).
    if not (command.plan.named_tam or command.plan.tam_calls):
        raise NotEntitled("plan-without-tam", f"{command.plan.name} has no TAM")
    tam = command.tam
    if care.tam_on(tam.from_on) == tam:
        return []
    return [
        TamNamed(
            customer_id=command.customer_id,
            tam_id=tam.tam_id,
            from_on=tam.from_on,
            named_by=command.named_by,
            personal=TamName(name=tam.name),
        )
    ]
