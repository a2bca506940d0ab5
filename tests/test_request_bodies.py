"""What a client sends in a body is taken for what it is: the word `"yes"` is no truth and `"1"` no
number, in the body of any route of the four services.
"""

import asyncio
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final, get_args, get_origin

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from local_stack.openapi_files import documents
from webapi.invalid_input import RequestBody
from webapi.openapi_document import Document, operations

NO_NUMBERS: Final = ("1", "7", "60", True, 1.0, 60.0)
NO_TRUTHS: Final = ("yes", "true", "1", 1, 0, 1.0)


def bodies(root: type[BaseModel] = RequestBody) -> Iterator[type[BaseModel]]:
    """Return every class of bodies that the services' modules define."""
    for body in root.__subclasses__():
        if body.__module__.split(".")[0] != "tests":
            yield body
        yield from bodies(body)


def annotations(of: object) -> Iterator[object]:
    """Return each number and truth within a type, with what is demanded of it there."""
    if of in (int, bool) or (get_origin(of) is Annotated and get_args(of)[0] in (int, bool)):
        yield of
    else:
        for part in get_args(of):
            yield from annotations(part)


def asked_for(field: FieldInfo) -> Iterator[object]:
    """Return the same of a field: what stands at its outermost type is in its metadata."""
    whole = field.annotation
    if field.metadata and whole in (int, bool):
        yield Annotated[(whole, *field.metadata)]
    else:
        yield from annotations(whole)


def taken(of: object) -> list[object]:
    """Return what a type takes though it is of another kind."""
    is_number = int in (of, *get_args(of)[:1])
    return [value for value in (NO_NUMBERS if is_number else NO_TRUTHS) if accepts(of, value)]


def accepts(of: object, value: object) -> bool:
    try:
        adapter: TypeAdapter[object] = TypeAdapter(of)  # type: ignore[arg-type]  # any type
        adapter.validate_python(value)
    except ValidationError:
        return False
    return True


def body_of(operation: Mapping[str, Any]) -> str | None:
    """Return the name of the body that a route takes, if it takes one."""
    content = operation.get("requestBody", {}).get("content", {})
    schema = content.get("application/json", {}).get("schema", {})
    named = [schema, *schema.get("anyOf", ()), *schema.get("oneOf", ())]
    return next((it["$ref"].rsplit("/")[-1] for it in named if "$ref" in it), None)


@pytest.fixture(scope="module")
def served() -> dict[str, Document]:
    """Building the documents imports all four services."""
    return dict(asyncio.run(documents()))


def test_numbers_and_truths_are_not_read_out_of_words(served: dict[str, Document]) -> None:
    del served
    lax = {
        f"{body.__module__}.{body.__name__}.{name}": found
        for body in bodies()
        for name, field in body.model_fields.items()
        for one in asked_for(field)
        if (found := taken(one))
    }

    assert lax == {}, "make these StrictInt or StrictBool"


def test_a_lax_number_or_truth_would_be_found_out() -> None:
    assert [taken(one) for one in annotations(int | None)] == [list(NO_NUMBERS)]
    assert [taken(one) for one in annotations(dict[str, list[bool]])] != [[]]


def test_each_body_is_checked_as_all_are(served: dict[str, Document]) -> None:
    """`RequestBody` refuses unknown fields, too many of them, and what cannot be kept."""
    known = {body.__name__ for body in bodies()}
    others = {
        f"{service} {method.upper()} {path}: {name}"
        for service, document in served.items()
        for path, method, route in operations(document)
        if (name := body_of(route)) is not None and name not in known
    }

    assert others == set()
