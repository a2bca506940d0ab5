"""How a person is named where its key is kept: by ids, never by a name or an address."""


def user_person(customer_id: str, user_id: str) -> str:
    """Return the name of a customer's user."""
    # No id has a slash in it.
    return f"user/{customer_id}/{user_id}"


def case_person(case_id: str) -> str:
    """Return what stands for whoever a case is from, where that is not known."""
    return f"case/{case_id}"


def staff_person(person_id: str) -> str:
    """Return the name of one of the vendor's people, or of a service."""
    return f"staff/{person_id}"
