"""Ends the wait for the customer, who answered support's question."""

from dataclasses import dataclass
from datetime import datetime

from events.catalogue.case_events import InformationProvided, MessageText
from intake.domain.allowed_states import ready_for
from intake.domain.case import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvideInformation:
    """End the wait with the customer's `text`, or without one."""

    text: str | None
    now: datetime


def decide(command: ProvideInformation, case: Case | None) -> list[InformationProvided]:
    """End the wait."""
    case = ready_for("provide-information", case)
    return [
        end_of_wait(case, command.now, MessageText(text=command.text) if command.text else None)
    ]


def end_of_wait(case: Case, now: datetime, text: MessageText | None = None) -> InformationProvided:
    """Return the event that ends the wait, at `now` or when the wait began, if that is later."""
    # The question may have been recorded while this command was on its way.
    provided_at = max(now, case.waits_since or now)
    return InformationProvided(case_id=case.case_id, provided_at=provided_at, personal=text)
