"""Records that a customer called its TAM between reviews (CP-31)."""

from dataclasses import dataclass
from datetime import date, datetime

from careplans.terms import PlanTerms
from events.catalogue.care_events import TamCalled
from events.catalogue.case_events import MessageText
from intake.domain.care import Care
from intake.domain.errors import Conflicting, Invalid, NotEntitled


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordTamCall:
    """Record a call that one of the customer's users made about cases of the customer's.

    `called_on` is its day in the vendor's zone, `plan` what the customer's plan gave then.
    """

    customer_id: str
    call_id: str
    caller_id: str
    called_at: datetime
    called_on: date
    case_ids: tuple[str, ...]
    text: str
    plan: PlanTerms
    recorded_by: str
    now: datetime


def decide(command: RecordTamCall, care: Care) -> list[TamCalled]:
    """Record the call. Raises NotEntitled, Invalid and Conflicting (`call-exists`)."""
    if not command.plan.tam_calls:
        raise NotEntitled("plan-without-tam-calls", f"{command.plan.name} may not call a TAM")
    if command.call_id in care.calls:
        raise Conflicting("call-exists", "the customer has a call of that id")
    if command.called_at > command.now:
        raise Invalid("called-in-the-future", "called_at is later than now")
    tam = care.tam_on(command.called_on)
    return [
        TamCalled(
            customer_id=command.customer_id,
            call_id=command.call_id,
            tam_id=tam.tam_id if tam else None,
            caller_id=command.caller_id,
            called_at=command.called_at,
            case_ids=command.case_ids,
            recorded_by=command.recorded_by,
            personal=MessageText(text=command.text),
        )
    ]
