"""Finds the terms and the calendar that count for a customer, in the plans' data."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

from careplans.calendars import Calendar, load_calendar
from careplans.errors import UnknownTerms
from careplans.look_again import CalendarFolder
from careplans.promise_from_terms import promise_from
from careplans.queue_rank import queue_rank
from careplans.scope import Service
from careplans.support_access import (
    SupportAccessCatalogue,
    load_support_access,
)
from careplans.terms import PlanTerms, Terms, TermsCatalogue
from careplans.vendors_day import vendors_zone
from events.catalogue.terms import Promise
from intake.domain.customer import Customer, Term
from intake.domain.name_authorized_contact import SeatsAhead
from intake.domain.plan_rules import no_access, refuse
from intake.domain.renew_terms import Due, renewals_due, renewed


class TermsLibrary:
    """The versions of the terms, and the calendars that they name.

    `calendars`: where to look for what another process promised by; None: nowhere.
    """

    def __init__(
        self,
        terms: TermsCatalogue,
        support: SupportAccessCatalogue | None = None,
        calendars: CalendarFolder | None = None,
    ) -> None:
        self._terms, self._calendars = terms, calendars
        self._support = support or load_support_access()
        self._zone = vendors_zone(terms)

    @property
    def support(self) -> SupportAccessCatalogue:
        """How customers reach support, as the vendor's files say (CP-15)."""
        return self._support

    def today(self, now: datetime) -> date:
        """Return the day in the vendor's zone."""
        return now.astimezone(self._zone).date()

    @property
    def zone(self) -> ZoneInfo:
        """The vendor's zone."""
        return self._zone

    def today_at(self, customer: Customer, now: datetime) -> date:
        """Return the day where the customer is; without a zone of its own, the vendor's."""
        return now.astimezone(ZoneInfo(customer.zone)).date() if customer.zone else self.today(now)

    def ahead(self, customer: Customer, on: date) -> tuple[SeatsAhead, ...]:
        """Return the terms that were bought and begin after that day, with what each promises."""
        return tuple(
            (term, self._terms.version(term.terms_version)) for term in customer.terms_ahead(on)
        )

    def in_force(self, on: date) -> Terms:
        """Return the terms that a term bought on that day is pinned to (CP-2).

        Before the first version they are the first.
        """
        return self._terms.in_force(max(on, self._terms.versions[0].in_force_from))

    def renewals(self, customer: Customer, on: date) -> list[Due]:
        """Return what came about by that day without anybody's doing, unrecorded (CP-3, CP-9)."""
        return renewals_due(customer, on, self.version_on)

    def renewed(self, customer: Customer, on: date) -> Customer:
        """Return the customer as it is on that day, with renewals recorded or not (CP-3)."""
        return renewed(customer, on, self.version_on)

    def of(self, customer: Customer, on: date) -> Terms:
        """Return the terms of the customer's term on that day, or of its last term."""
        return self._terms.version(self.renewed(customer, on).shown_term(on).terms_version)

    def promise(self, customer: Customer, on: date) -> Promise:
        """Return what the customer is promised on that day, to be frozen into a case."""
        term = self.renewed(customer, on).shown_term(on)
        return promise_from(self._terms.version(term.terms_version), term.plan)

    def version(self, version: str) -> Terms:
        """Return the terms of that version."""
        return self._terms.version(version)

    def exclusion_codes(self) -> Mapping[str, tuple[str, ...]]:
        """Return the codes of what the terms do not cover, by version (CP-18 to CP-20)."""
        return {
            terms.version: tuple(reason.code for reason in terms.exclusions)
            for terms in self._terms.versions
        }

    def codes_for_services(self) -> Mapping[str, tuple[str, ...]]:
        """Return those of these codes that professional services do, by version (CP-19, CP-20)."""
        return {
            terms.version: tuple(it.code for it in terms.exclusions if it.services)
            for terms in self._terms.versions
        }

    def coded(self, terms: Terms) -> Terms:
        """Return the terms whose codes for EDI and services count under these terms (CP-19)."""
        return self._terms.coded(terms)

    def coded_for(self, promise: Promise) -> Terms:
        """Return the terms whose codes for EDI and services count for a case (CP-19, CP-20)."""
        return self._terms.coded(self._kept(promise))

    def services_for(self, promise: Promise) -> Sequence[Service]:
        """Return the services that may be asked for about a case (CP-19, CP-20)."""
        return self.coded_for(promise).services

    def calendar(self, promise: Promise) -> Calendar:
        """Return the calendar that a case was promised under (CP-25). Raises UnknownCalendar."""
        own = promise.calendar
        load = partial(load_calendar, own.calendar_id, own.version)
        return self._calendars.knowing(load) if self._calendars else load()

    def queue_rank(self, promise: Promise) -> int:
        """Return the plan's rank in the queue, 1 first, by the terms of the promise (CP-21)."""
        try:
            return queue_rank(promise, self._terms)
        except UnknownTerms:
            # A store that was exported elsewhere may hold promises of terms that are not kept here.
            return self._terms.versions[-1].plan(promise.plan).queue_rank

    def gives_tam_calls(self, promise: Promise) -> bool:
        """Return whether the promise's plan lets its customer call a TAM (CP-31)."""
        return self._kept(promise).plan(promise.plan).tam_calls

    def _kept(self, promise: Promise) -> Terms:
        try:
            return self._terms.version(promise.terms_version)
        except UnknownTerms:
            # As for the queue's rank: of terms that are not kept here, the newest ones say it.
            return self._terms.versions[-1]

    def plan_on(self, customer: Customer, day: date, today: date) -> PlanTerms | None:
        """Return what the customer's plan gives on a day, as far as is known today.

        None where no plan is in force on that day (CP-4).
        """
        term = self.renewed(customer, max(day, today)).term_on(day)
        return self._plan_of(term) if term else None

    def plan_in_force(self, customer: Customer, day: date, today: date) -> PlanTerms:
        """Return what the customer's plan gives on a day, as far as is known today.

        Raises NotEntitled (`plan-lapsed`) where no plan is in force on that day (CP-4).
        """
        known = self.renewed(customer, max(day, today))
        if known.term_on(day) is None:
            refuse(no_access(known, day))
        return self._plan_of(known.shown_term(day))

    def _plan_of(self, term: Term) -> PlanTerms:
        return self._terms.version(term.terms_version).plan(term.plan)

    def version_on(self, day: date) -> str:
        """Return the version of the terms that a term beginning on that day is pinned to (CP-2)."""
        return self.in_force(day).version
