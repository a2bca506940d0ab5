"""What can be wrong with the plans' data."""

from collections.abc import Iterator
from contextlib import contextmanager


class InvalidCatalogue(ValueError):
    """A file of terms or of a calendar does not say what it must.

    The message is one line: file, field, what is wrong. Mend the file.
    """

    def __init__(self, file: str, field: str, problem: str) -> None:
        # What somebody wrote may hold line breaks.
        problem = " ".join(problem.split())
        where = f"{file}: {field}" if field else file
        super().__init__(f"{where}: {problem}")
        self.file, self.field, self.problem, self.part = file, field, problem, ""


@contextmanager
def within_part(part: str) -> Iterator[None]:
    """Let a mistake say in which part of a vendor's folder its file is, such as `terms`.

    Files of two parts may have one name.
    """
    try:
        yield
    except InvalidCatalogue as error:
        error.part = error.part or part
        raise


class UnknownTerms(LookupError):
    """No version of the terms has this id, or none was in force on that day.

    Ask for one that `load_terms()` lists.
    """


class BeyondCalendar(ValueError):
    """Nobody knows which days of that year are holidays in that version of the calendar.

    Ask for an earlier day, or keep a version whose data reach further.
    """


class UnknownCalendar(LookupError):
    """There is no such calendar in that version.

    `python -m careplans check` lists those there are.
    """
