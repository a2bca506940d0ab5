"""A customer as its first events tell of it: Acme with a gold term of a year, and Ann."""

from datetime import date

from careplans.terms import load_terms
from events.catalogue.customer_events import (
    ContactAuthorized,
    CustomerRegistered,
    PersonName,
    TermBought,
    UserAdded,
)

START, END = date(2026, 1, 1), date(2026, 12, 31)
TERMS = load_terms().in_force(START)

REGISTERED = CustomerRegistered(customer_id="acme", name="Acme")
FIRST = TermBought(
    customer_id="acme",
    plan="gold",
    starts_on=START,
    ends_on=END,
    terms_version=TERMS.version,
    how="first",
)
ACME = (REGISTERED, FIRST)
ANN = UserAdded(
    customer_id="acme", user_id="ann", personal=PersonName(name="Ann", email="ann@acme.example")
)
NAMED = ContactAuthorized(customer_id="acme", user_id="ann")
