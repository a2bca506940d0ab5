"""The plans' data as intake needs it: which terms and calendar count for a customer, and what day
it is for the vendor.
"""

from datetime import date, datetime

from careplans.calendars import Calendar, load_calendar
from careplans.terms import Terms, TermsCatalogue
from careplans.vendors_day import vendors_zone
from events.catalogue.customer_events import TermBought
from events.catalogue.terms import Promise
from intake.domain.customer import Customer
from intake.domain.plan_rules import promise_of
from intake.domain.renew_terms import renewals_due, renewed


class PlanBooks:
    """The versions of the terms, and the calendars that they name."""

    def __init__(self, terms: TermsCatalogue) -> None:
        self._terms = terms
        self._zone = vendors_zone(terms)

    def today(self, now: datetime) -> date:
        """The day it is in the vendor's zone."""
        return now.astimezone(self._zone).date()

    def in_force(self, on: date) -> Terms:
        """The terms that a term of use bought on that day is pinned to (CP-2); before the first
        version: the first.
        """
        return self._terms.in_force(max(on, self._terms.versions[0].in_force_from))

    def renewals(self, customer: Customer, on: date) -> list[TermBought]:
        """The terms that began by themselves up to that day, and are not recorded (CP-3)."""
        return renewals_due(customer, on, self._version_on)

    def renewed(self, customer: Customer, on: date) -> Customer:
        """The customer as it is on that day, whether or not its renewals are recorded (CP-3)."""
        return renewed(customer, on, self._version_on)

    def of(self, customer: Customer, on: date) -> Terms:
        """The terms that the customer's term of that day (else its last) is pinned to."""
        return self._terms.version(self.renewed(customer, on).shown_term(on).terms_version)

    def promise(self, customer: Customer, on: date) -> Promise:
        """What the customer is promised on that day, to be frozen into a case."""
        terms = self.of(customer, on)
        return promise_of(
            self.renewed(customer, on).shown_term(on), terms, self._calendar(terms).zone.key
        )

    def version(self, version: str) -> Terms:
        """The terms of that version."""
        return self._terms.version(version)

    def exclusion_codes(self, promise: Promise) -> frozenset[str]:
        """The codes of what a case's terms do not cover (CP-18 to CP-20)."""
        terms = self._terms.version(promise.terms_version)
        return frozenset(reason.code for reason in terms.exclusions)

    def calendar(self, promise: Promise) -> Calendar:
        """The calendar that a case was promised under (CP-25)."""
        return load_calendar(promise.calendar.calendar_id, promise.calendar.version)

    def _version_on(self, day: date) -> str:
        return self.in_force(day).version

    @staticmethod
    def _calendar(terms: Terms) -> Calendar:
        return load_calendar(terms.calendar_id, terms.calendar_version)
