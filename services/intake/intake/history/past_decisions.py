"""Decides the commands of history as the live service would, except for entitlement.

A case of the past was accepted then, so it is not asked whether it may be opened.
"""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import assert_never

from careplans.terms import Terms
from events.one_line import one_line
from intake.adapters.terms_library import TermsLibrary
from intake.domain import (
    add_user,
    change_priority,
    close_case,
    complete_training,
    name_authorized_contact,
    open_case,
    provide_information,
    record_renewals,
    register_customer,
    reopen_case,
    request_information,
    resolve_case,
    respond_to_case,
)
from intake.domain import case as cases
from intake.domain import customer as customers
from intake.domain.add_user import AddUser
from intake.domain.case import Case
from intake.domain.case_progress import CaseEvent
from intake.domain.change_priority import ChangePriority
from intake.domain.close_case import CloseCase
from intake.domain.complete_training import CompleteTraining
from intake.domain.customer import Customer, CustomerEvent
from intake.domain.decide_in_turn import Decision, decide_in_turn
from intake.domain.name_authorized_contact import NameAuthorizedContact
from intake.domain.open_case import OpenCase, Request
from intake.domain.provide_information import ProvideInformation
from intake.domain.record_renewals import RecordRenewals
from intake.domain.register_customer import RegisterCustomer
from intake.domain.reopen_case import ReopenCase
from intake.domain.request_information import RequestInformation
from intake.domain.resolve_case import ResolveCase
from intake.domain.respond_to_case import RespondToCase
from intake.history.distinct_ids import case_id_of, customer_id_of, user_id_of
from intake.history.plan_history import PastCustomer, Step
from intake.history.retell_incident import Command, Opening

CaseDecision = Decision[Case, CaseEvent]
CustomerDecision = Decision[Customer, CustomerEvent]
MAIL_DOMAIN = "imported.invalid"


class PastDecisions:
    """Decides steps under the terms and for the customers of the time.

    `past` holds the customers by id, as they were imported.
    """

    def __init__(self, library: TermsLibrary, past: dict[str, Customer]) -> None:
        self._library, self._customers = library, past

    def on_case(self, step: Step, case: Case | None) -> Sequence[CaseEvent]:
        """Return the events of a step. Raises what refuses it."""
        return decide_in_turn(
            [self._decision(step, command) for command in step.commands], case, cases.evolve
        )

    def on_customer(
        self, past: PastCustomer, term: tuple[date, date], customer: Customer | None
    ) -> Sequence[CustomerEvent]:
        """Return the events that make a customer with its people, all trained contacts (CP-10).

        It gets as many extra seats as they need (CP-9). One that is there already gets what is new:
        the terms that renewed up to its last case (CP-3), and people, as contacts while a seat is
        free.
        """
        if customer is not None:
            return self._gone_on(past, customer)
        terms = self._library.in_force(term[0])
        registered: CustomerDecision = partial(
            register_customer.decide, _registration(past, term, terms)
        )
        people = [
            decision for caller in past.callers for decision in _contact(caller, terms, term[0])
        ]
        return decide_in_turn([registered, *people], customer, customers.evolve)

    def _gone_on(self, past: PastCustomer, customer: Customer) -> Sequence[CustomerEvent]:
        on = self._library.today(past.last_opening)
        terms = self._library.of(customer, on)
        renewals: CustomerDecision = partial(
            record_renewals.decide,
            RecordRenewals(until=on, version_on=self._library.version_on),
        )
        new = [caller for caller in past.callers if caller[0] not in customer.users]
        plan = self._library.renewed(customer, on).shown_term(on).plan
        seats = terms.plan(plan).seats
        # No seat is invented for somebody who came later: nobody is known to have bought one.
        free = (
            len(new)
            if seats is None
            else max(0, seats + customer.extra_seats - len(customer.authorized_contacts))
        )
        people = [
            decision
            for index, caller in enumerate(new)
            for decision in _contact(caller, terms, on, named=index < free)
        ]
        return decide_in_turn([renewals, *people], customer, customers.evolve)

    def _decision(self, step: Step, command: Command) -> CaseDecision:
        decision: CaseDecision
        match command:
            case Opening():
                decision = partial(open_case.record, self._opening(step, command))
            case RespondToCase():
                decision = partial(respond_to_case.decide, command)
            case ChangePriority():
                decision = partial(change_priority.decide, command)
            case RequestInformation():
                decision = partial(request_information.decide, command)
            case ProvideInformation():
                decision = partial(provide_information.decide, command)
            case ResolveCase():
                decision = partial(resolve_case.decide, command)
            case ReopenCase():
                decision = partial(reopen_case.decide, command)
            case CloseCase():
                decision = partial(close_case.decide, command)
            case _:
                assert_never(command)
        return decision

    def _opening(self, step: Step, opening: Opening) -> OpenCase:
        customer = self._customers[customer_id_of(step.incident)]
        today = self._library.today(step.at)
        return OpenCase(
            case_id=case_id_of(step.incident),
            number=one_line(step.incident.number),
            customer=customer,
            request=_request(step, opening),
            terms=self._library.of(customer, today),
            promise=self._library.promise(customer, today),
            now=step.at,
            today=today,
        )


def _request(step: Step, opening: Opening) -> Request:
    """Return the request, logged online whatever the log's contact type.

    The plans take P2 to P4 online only (CP-14).
    """
    return Request(
        reporter_id=user_id_of(step.incident),
        priority=opening.priority,
        subject=one_line(step.incident.about) or "?",
        description=f"Imported incident {one_line(step.incident.number)}",
    )


def _registration(past: PastCustomer, term: tuple[date, date], terms: Terms) -> RegisterCustomer:
    seats = terms.plan(past.plan).seats
    return RegisterCustomer(
        customer_id=past.customer_id,
        name=past.name,
        plan=past.plan,
        starts_on=term[0],
        ends_on=term[1],
        terms_version=terms.version,
        today=term[0],
        # No limit, no extra seats; else as many as keep every caller named (CP-9).
        extra_seats=0 if seats is None else max(0, len(past.callers) - seats),
    )


def _contact(
    caller: tuple[str, str], terms: Terms, on: date, *, named: bool = True
) -> list[CustomerDecision]:
    user_id, name = caller
    added = AddUser(user_id=user_id, name=name, email=f"{user_id}@{MAIL_DOMAIN}")
    if not named:
        return [partial(add_user.decide, added)]
    naming = NameAuthorizedContact(user_id=user_id, terms=terms, today=on)
    courses = (*terms.trainings.any_of[0], *terms.trainings.supplemental)
    return [
        partial(add_user.decide, added),
        *(
            partial(complete_training.decide, _training(user_id, course, terms, on))
            for course in courses
        ),
        # Last, though the order is free: whoever is named has its trainings already (CP-10).
        partial(name_authorized_contact.decide, naming),
    ]


def _training(user_id: str, course: str, terms: Terms, on: date) -> CompleteTraining:
    return CompleteTraining(
        user_id=user_id,
        course=course,
        completed_on=on,
        known_courses=terms.trainings.names,
        today=on,
    )
