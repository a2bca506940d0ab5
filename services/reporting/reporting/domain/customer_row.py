"""What reporting knows of a customer: its name and the plan it bought."""

from dataclasses import dataclass
from datetime import date

from events.catalogue.terms import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRow:
    """A customer as its events so far tell it.

    The plan is that of the term bought last; both days of a term are included (CP-1).
    `term_began_on`: the first day of the whole term, if the plan changed within it. `extra_seats`:
    paid seats beyond the plan's (CP-9).
    """

    customer_id: str
    name: str
    ebc: bool
    plan: Plan | None = None
    terms_version: str | None = None
    term_starts_on: date | None = None
    term_ends_on: date | None = None
    fees_overdue: bool = False
    notice_given_on: date | None = None
    term_began_on: date | None = None
    extra_seats: int = 0
