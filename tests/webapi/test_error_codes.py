"""A single, common mistake in a request has a code of its own."""

import pytest

from webapi.error_codes import CODES, problem_with_code


def mistake(field: str, kind: str) -> dict[str, object]:
    """Return a mistake as pydantic reports it."""
    return {
        "loc": ("body", field),
        "type": kind,
        "msg": "wrong",
        "input": "x",
        "ctx": {"expected": "y"},
    }


@pytest.mark.parametrize(("field", "kind"), CODES)
def test_a_common_mistake_is_named(field: str, kind: str) -> None:
    problem = problem_with_code([mistake("at" if field == "*" else field, kind)])
    assert problem is not None
    assert (problem.status, (problem.code, problem.title)) == (422, CODES[field, kind])


def test_any_other_mistake_has_no_code_of_its_own() -> None:
    assert problem_with_code([mistake("number", "int_type")]) is None


def test_two_mistakes_have_no_code_of_their_own() -> None:
    two = [mistake("priority", "literal_error"), mistake("plan", "literal_error")]
    assert problem_with_code(two) is None
