"""The customer told what it was asked: the case no longer waits."""

from dataclasses import dataclass
from datetime import datetime

from events.catalogue.case_events import InformationProvided, MessageText
from intake.domain.allowed_states import ready_for
from intake.domain.case import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvideInformation:
    """What was told, in `text`; None where only the wait ends."""

    text: str | None
    now: datetime


def decide(command: ProvideInformation, case: Case | None) -> list[InformationProvided]:
    """End the wait."""
    found = ready_for("provide-information", case)
    told = MessageText(text=command.text) if command.text else None
    return [InformationProvided(case_id=found.case_id, provided_at=command.now, personal=told)]
