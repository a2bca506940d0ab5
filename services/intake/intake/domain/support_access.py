"""Folds how customers reach support from what the vendor changed, and says what each change tells
them (CP-15)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Final, Literal

from careplans.support_access import (
    PhoneNumber,
    StaffedHours,
    SupportAccess,
    SupportAccessCatalogue,
)
from events.catalogue.support_events import SupportAccessChanged

Changed = Literal["language", "portal", "procedure", "numbers", "hours"]
_FIELDS: Final[tuple[Changed, ...]] = ("language", "portal", "procedure", "numbers", "hours")


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportChange:
    """What support is reached by from a day on (`access.valid_from`); who decided so, when, why."""

    change_id: str
    access: SupportAccess
    changed_at: datetime
    changed_by: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportChanges:
    """The changes in the order in which they were made."""

    changes: tuple[SupportChange, ...] = ()

    def beside(self, files: SupportAccessCatalogue) -> SupportAccessCatalogue:
        """Return all versions, those that the vendor keeps in files and those changed since."""
        return files.with_later([change.access for change in self.changes])


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportNotice:
    """A change as customers are told of it: `changed` is what is other than it would have been."""

    change: SupportChange
    changed: tuple[Changed, ...]


INITIAL: Final = SupportChanges()
"""Nothing was changed: support is reached as the files say."""


def evolve(changes: SupportChanges, event: SupportAccessChanged) -> SupportChanges:
    """Return the changes after one more."""
    numbers = (
        PhoneNumber(callers="vendor-country", number=event.vendor_country_number),
        PhoneNumber(callers="elsewhere", number=event.elsewhere_number),
    )
    access = SupportAccess(
        version=event.change_id,
        valid_from=event.valid_from,
        language=event.language,
        portal=event.portal,
        procedure=event.procedure,
        numbers=numbers,
        hours=_hours(event),
    )
    change = SupportChange(
        change_id=event.change_id,
        access=access,
        changed_at=event.changed_at,
        changed_by=event.changed_by,
        reason=event.personal.text,
    )
    return replace(changes, changes=(*changes.changes, change))


def _hours(event: SupportAccessChanged) -> StaffedHours | None:
    if event.opens is None or event.closes is None:
        return None
    opens, closes = time.fromisoformat(event.opens), time.fromisoformat(event.closes)
    return StaffedHours(opens=opens, closes=closes)


def what_differs(before: SupportAccess, after: SupportAccess) -> tuple[Changed, ...]:
    """Return what of the one is otherwise in the other; the order of numbers is nothing."""
    return tuple(name for name in _FIELDS if _value(before, name) != _value(after, name))


def notices_of(changes: SupportChanges, files: SupportAccessCatalogue) -> Sequence[SupportNotice]:
    """Return what customers were told, in the order of telling."""
    return [
        SupportNotice(change=change, changed=_changed_by(changes, index, files))
        for index, change in enumerate(changes.changes)
    ]


def _changed_by(
    changes: SupportChanges, index: int, files: SupportAccessCatalogue
) -> tuple[Changed, ...]:
    access = changes.changes[index].access
    known_before = SupportChanges(changes=changes.changes[:index]).beside(files)
    return what_differs(known_before.valid_on(access.valid_from), access)


def _value(access: SupportAccess, name: Changed) -> object:
    if name == "numbers":
        return {number.callers: number.number for number in access.numbers}
    return getattr(access, name)
