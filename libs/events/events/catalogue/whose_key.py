"""The rules that say whose key seals an event: a person's name and addresses are sealed by that
person's, what somebody wrote by its author's."""

from events.catalogue.entry import PersonRule
from events.event import NewEvent
from events.sealing.persons import case_person, staff_person, user_person

NOBODY = "nobody"
"""The author of what no person wrote."""


def author(new: NewEvent) -> str:
    """Return who wrote it: the author that was given, else who did it."""
    return new.author or staff_person(new.meta.actor or NOBODY)


def user(field: str) -> PersonRule:
    """Return a rule: the customer's user that this field names; where it names none, the author."""

    def rule(new: NewEvent) -> str:
        user_id = getattr(new.data, field)
        customer_id = getattr(new.data, "customer_id", None) or new.customer_id
        return user_person(customer_id, user_id) if user_id and customer_id else author(new)

    return rule


def staff(field: str) -> PersonRule:
    """Return a rule: the one of the vendor's people that this field names."""

    def rule(new: NewEvent) -> str:
        return staff_person(getattr(new.data, field))

    return rule


def staff_or_author(field: str) -> PersonRule:
    """Return a rule: whom this field names of the vendor's people; where it names none, the
    author."""

    def rule(new: NewEvent) -> str:
        person_id = getattr(new.data, field)
        return staff_person(person_id) if person_id else author(new)

    return rule


def holder_or_author(new: NewEvent) -> str:
    """Return who had the page that nobody answered, whom its note names; else the author."""
    holder = getattr(new.data, "acknowledged_by", None)
    named = holder if getattr(new.data, "reason", None) == "no-answer" else None
    return staff_person(named) if named else author(new)


def author_or_case(new: NewEvent) -> str:
    """Return who wrote what a page repeats, where that was given; else the page's case."""
    return new.author or case_person(getattr(new.data, "case_id", None) or NOBODY)


def receiver(new: NewEvent) -> str:
    """Return the receiver of a webhook: its address is no person's, and may hold a token."""
    return f"webhook/{getattr(new.data, 'webhook_id')}"  # noqa: B009 - events of it have one
