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
    return [
        end_of_wait(found, command.now, MessageText(text=command.text) if command.text else None)
    ]


def end_of_wait(case: Case, now: datetime, text: MessageText | None = None) -> InformationProvided:
    """The event that ends the wait: not before it began, also where the question was recorded while
    this was on its way.
    """
    provided_at = max(now, case.waits_since or now)
    return InformationProvided(case_id=case.case_id, provided_at=provided_at, personal=text)
