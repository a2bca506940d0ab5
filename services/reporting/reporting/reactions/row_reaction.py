"""The shape of one row in the reaction table: all that an event can change here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from events.event import Event, Recorded
from reporting.adapters.history_table import HistoryTable
from reporting.domain.account_facts import AccountFact
from reporting.domain.case_subject import CaseSubject, ErasedPerson
from reporting.domain.within_reach import PeopleWords

Row = TypeVar("Row")
E = TypeVar("E", bound=Event)


@dataclass(frozen=True, slots=True)
class RowChange(Generic[E]):
    """What an event of type `E` makes of a row of `table`; None as a row: there is none yet."""

    table: HistoryTable[Any]
    key_of: Callable[[Recorded], str | None]
    evolve: Callable[[Any, E, Recorded], Any]


@dataclass(frozen=True, slots=True)
class Rows(Generic[Row]):
    """The rows of one table, and how an event says which of them it is about."""

    table: HistoryTable[Row]
    key_of: Callable[[Recorded], str | None]

    def begun_by(self, begin: Callable[[E, Recorded], Row]) -> RowChange[E]:
        """Return the change that makes a row."""

        def evolve(_: Row | None, event: E, recorded: Recorded) -> Row:
            return begin(event, recorded)

        return RowChange(self.table, self.key_of, evolve)

    def changed_by(self, change: Callable[[Row, E], Row]) -> RowChange[E]:
        """Return the change of a row that is there; without one, nothing happens."""

        def evolve(row: Row | None, event: E, _: Recorded) -> Row | None:
            return None if row is None else change(row, event)

        return RowChange(self.table, self.key_of, evolve)

    def changed_when_by(self, change: Callable[[Row, E, Recorded], Row]) -> RowChange[E]:
        """Return the change of a row that is there, by an event that does not say when it was."""

        def evolve(row: Row | None, event: E, recorded: Recorded) -> Row | None:
            return None if row is None else change(row, event, recorded)

        return RowChange(self.table, self.key_of, evolve)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowReaction(Generic[E]):
    """What happens when an event of type `E` is read; a part that is None or False does not happen.

    `rows`: a row begins or changes. `subject`: what the case is about, kept apart from its row.
    `liaisons`: the people who read the customer's reports change (CP-8). `erased`: whose words are
    to be cleared. `late_reason`: whose words the row holds from now on, if anybody's. `people`:
    what it tells of people by name, kept apart from all rows. `fact`: what it tells of the
    customer's account.
    """

    rows: RowChange[E] | None = None
    subject: Callable[[E, Recorded], CaseSubject] | None = None
    liaisons: bool = False
    erased: Callable[[E, Recorded], ErasedPerson] | None = None
    late_reason: Callable[[E], str | None] | None = None
    people: Callable[[E, Recorded], PeopleWords] | None = None
    fact: Callable[[E], AccountFact] | None = None


def on(
    kind: type[E],
    rows: RowChange[E] | None = None,
    *,
    subject: Callable[[E, Recorded], CaseSubject] | None = None,
    liaisons: bool = False,
    erased: Callable[[E, Recorded], ErasedPerson] | None = None,
    late_reason: Callable[[E], str | None] | None = None,
    people: Callable[[E, Recorded], PeopleWords] | None = None,
) -> tuple[type[Event], RowReaction[Event]]:
    """Return a row of the table; the type check sees that the change and the event fit."""
    reaction = RowReaction(
        rows=rows,
        subject=subject,
        liaisons=liaisons,
        erased=erased,
        late_reason=late_reason,
        people=people,
    )
    # The cast is sound because rows are looked up by the event's own class.
    return kind, cast("RowReaction[Event]", reaction)


def on_account(
    kind: type[E],
    fact: Callable[[E], AccountFact],
    *,
    people: Callable[[E, Recorded], PeopleWords] | None = None,
) -> tuple[type[Event], RowReaction[Event]]:
    """Return a row of the table for an event that tells of a customer's account."""
    return kind, cast("RowReaction[Event]", RowReaction(fact=fact, people=people))
