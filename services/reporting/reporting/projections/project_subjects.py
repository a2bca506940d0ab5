"""Keeps the one personal text that a review needs of a customer, a case's subject, apart from every
other row, and says whose the words are and who was erased."""

from events.catalogue.case_events import CaseOpened
from events.catalogue.customer_events import PersonalDataErased
from events.catalogue.deadline_events import DeadlineAnsweredLate
from events.catalogue.on_call_events import EngineerPersonalDataErased
from events.event import Recorded
from events.sealing.persons import staff_person, user_person
from reporting.domain.case_subject import CaseSubject, ErasedPerson


def subject_of(event: CaseOpened, recorded: Recorded) -> CaseSubject:
    """Return what a new case is about; its description and messages are not copied."""
    return CaseSubject(
        case_id=event.case_id,
        customer_id=event.customer_id,
        person=user_person(event.customer_id, event.reporter_id),
        written_at=recorded.recorded_at,
        text=event.personal.subject,
    )


def user_erased(event: PersonalDataErased, recorded: Recorded) -> ErasedPerson:
    """Return which of a customer's users was erased."""
    return ErasedPerson(
        person=user_person(event.customer_id, event.user_id),
        customer_id=event.customer_id,
        erased_at=recorded.recorded_at,
    )


def engineer_erased(event: EngineerPersonalDataErased, recorded: Recorded) -> ErasedPerson:
    """Return which of the vendor's people was erased."""
    return ErasedPerson(
        person=staff_person(event.engineer_id), customer_id=None, erased_at=recorded.recorded_at
    )


def late_reason_of(event: DeadlineAnsweredLate) -> str | None:
    """Return who wrote why the answer was late; None where nothing was written."""
    if event.late_reason is None or event.claimed_by is None:
        return None
    return staff_person(event.claimed_by)
