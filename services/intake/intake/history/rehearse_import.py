"""Decides a whole plan in memory before anything is written, to find rows that would be refused."""

from collections.abc import Sequence
from functools import reduce

from intake.adapters.terms_library import TermsLibrary
from intake.domain import case as cases
from intake.domain import customer as customers
from intake.domain.case import Case
from intake.domain.customer import Customer
from intake.domain.errors import IntakeRefusal
from intake.history.incidents import BadRow
from intake.history.past_decisions import PastDecisions
from intake.history.plan_history import HistoryPlan


def rehearse(plan: HistoryPlan, library: TermsLibrary) -> Sequence[tuple[str, BadRow]]:
    """Return the incidents that would be refused, by number, each with its row and the reason.

    Empty if the import will go through. Raises IntakeRefusal if a customer of the log is refused:
    then none of its incidents can be imported.
    """
    past: dict[str, Customer] = {}
    decisions = PastDecisions(library, past)
    for customer in plan.customers:
        known = plan.stored.customers.get(customer.customer_id)
        events = decisions.on_customer(customer, plan.term, known)
        past[customer.customer_id] = _folded(reduce(customers.evolve, events, known))
    return _refused(plan, decisions)


def _refused(plan: HistoryPlan, decisions: PastDecisions) -> list[tuple[str, BadRow]]:
    live: dict[str, Case | None] = {it.number: plan.stored.case_of(it) for it in plan.incidents}
    refused: dict[str, BadRow] = {}
    for step in plan.steps:
        number = step.incident.number
        # The first reason is enough: later rows would only be refused because of it.
        if number in refused:
            continue
        try:
            before = live.get(number)
            live[number] = reduce(cases.evolve, decisions.on_case(step, before), before)
        except IntakeRefusal as refusal:
            refused[number] = BadRow(
                step.row.line, "incident_state", f"{number} is refused: {refusal.code}"
            )
    return list(refused.items())


def _folded(customer: Customer | None) -> Customer:
    assert customer is not None, "the events of a registration make a customer"
    return customer
