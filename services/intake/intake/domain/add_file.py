"""Adds a reference to a file to a case."""

from dataclasses import dataclass

from events.catalogue.case_events import CaseFileAdded, InformationProvided
from intake.domain.allowed_states import ready_for
from intake.domain.case import Case
from intake.domain.case_files import CaseFile, files_added
from intake.domain.provide_information import end_of_wait


@dataclass(frozen=True, slots=True, kw_only=True)
class AddFile:
    """Add the reference, with who adds it and when."""

    file: CaseFile


def decide(command: AddFile, case: Case | None) -> list[CaseFileAdded | InformationProvided]:
    """Record the reference; one that is there already is not recorded again.

    What a customer adds ends the wait for the customer, as its comment would. Raises Conflicting
    (`too-many-files`).
    """
    case, file = ready_for("add-file", case), command.file
    added = files_added(case.case_id, [file], case.files)
    if added and file.by_customer and case.status == "waiting-on-customer":
        return [*added, end_of_wait(case, file.added_at)]
    return [*added]
