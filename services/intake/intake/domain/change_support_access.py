"""Changes how customers reach support, from a day on (CP-15)."""

from dataclasses import dataclass
from datetime import date, datetime

from careplans.support_access import SupportAccess, SupportAccessCatalogue
from careplans.terms_parts import Telephone
from events.catalogue.customer_events import Reason
from events.catalogue.support_events import SupportAccessChanged
from intake.domain.errors import Invalid
from intake.domain.support_access import SupportChanges, what_differs


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSupportAccess:
    """Let `access` hold from its day on; `files`: what the vendor keeps beside the log.

    `today`: in the vendor's zone. `promised`: the hours of the terms that are in force then.
    """

    promised: Telephone
    access: SupportAccess
    files: SupportAccessCatalogue
    today: date
    now: datetime
    changed_by: str
    reason: str


def decide(command: ChangeSupportAccess, changes: SupportChanges) -> list[SupportAccessChanged]:
    """Change it, unless it is to be so on that day already.

    Raises Invalid: `valid-from-in-the-past`, since what customers were told stays true, and
    `hours-fewer-than-promised` (CP-2).
    """
    access = command.access
    if access.valid_from < command.today:
        raise Invalid("valid-from-in-the-past", f"today is {command.today}: it can hold from then")
    _check_hours(access, command.promised)
    if not what_differs(changes.beside(command.files).valid_on(access.valid_from), access):
        return []
    numbers = {number.callers: number.number for number in access.numbers}
    return [
        SupportAccessChanged(
            change_id=access.version,
            valid_from=access.valid_from,
            language=access.language,
            portal=access.portal,
            procedure=access.procedure,
            vendor_country_number=numbers["vendor-country"],
            elsewhere_number=numbers["elsewhere"],
            opens=access.hours.opens.isoformat("minutes") if access.hours else None,
            closes=access.hours.closes.isoformat("minutes") if access.hours else None,
            changed_at=command.now,
            changed_by=command.changed_by,
            personal=Reason(text=command.reason),
        )
    ]


def _check_hours(access: SupportAccess, promised: Telephone) -> None:
    hours = access.hours
    if hours and (hours.opens > promised.opens or hours.closes < promised.closes):
        raise Invalid(
            "hours-fewer-than-promised",
            f"the terms promise {promised.opens:%H:%M} to {promised.closes:%H:%M}",
        )
