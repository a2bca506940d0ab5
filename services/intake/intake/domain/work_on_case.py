"""Says which of a customer's people may work with support on one case (CP-8)."""

from careplans import entitlements
from careplans.terms import Terms
from intake.domain.case import Case
from intake.domain.customer import Customer
from intake.domain.plan_rules import check_acts_as_contact, facts_about, refuse


def check_may_work_on(case: Case, user_id: str, customer: Customer, terms: Terms) -> None:
    """Raise NotEntitled unless the user may work on the case (CP-8, CP-10).

    It may if it logged the case, is on its team, or is an authorized contact.
    """
    user = customer.users.get(user_id)
    refuse(
        entitlements.may_work_on_case(
            reporter=facts_about(user),
            logged_it=case.reporter_id == user_id,
            on_case_team=user_id in case.team_contacts,
            terms=terms,
        )
    )


def check_may_add_to(customer: Customer, user_id: str, terms: Terms) -> None:
    """Raise NotEntitled unless the user is an authorized contact, who adds people (CP-8)."""
    check_acts_as_contact(customer.users.get(user_id), terms)
