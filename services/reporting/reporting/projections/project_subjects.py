"""Keeps the one personal text that a review needs, a case's subject, apart from every other row."""

from events.catalogue.case_events import CaseOpened


def subject_of(event: CaseOpened) -> str:
    """Return what a new case is about; its description and messages are not copied."""
    return event.personal.subject
