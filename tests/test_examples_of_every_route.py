"""Every request and every answer in the four services' OpenAPI documents has an example that is
valid, and so has every parameter that a call needs.

A new route owes them: add them to `document_examples.json` beside the service's API (see
libs/webapi/webapi/document_examples.py), then `make docs`.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
from jsonschema import (  # type: ignore[import-untyped]  # it comes without types
    Draft202012Validator,
    FormatChecker,
)

from local_stack.openapi_files import SERVICES, documents
from webapi.document_examples import FILE
from webapi.openapi_document import Document, operations

Json = Any
WHERE = {
    "intake": f"services/intake/intake/api/{FILE}",
    "sla-clock": f"services/sla-clock/sla_clock/api/{FILE}",
    "notifier": f"services/notifier/notifier/api/{FILE}",
    "reporting": f"services/reporting/reporting/api/{FILE}",
}


@pytest.fixture(scope="module")
def current() -> Mapping[str, Document]:
    return asyncio.run(documents())


@pytest.mark.parametrize("service", SERVICES)
def test_every_request_answer_and_needed_parameter_has_an_example(
    service: str, current: Mapping[str, Document]
) -> None:
    lacking = list(without_example(current[service]))

    assert lacking == [], f"add these to {WHERE[service]}, then run `make docs`"


@pytest.mark.parametrize("service", SERVICES)
def test_every_example_is_valid(service: str, current: Mapping[str, Document]) -> None:
    wrong = list(invalid(current[service]))

    assert wrong == [], f"mend these in {WHERE[service]}, then run `make docs`"


def test_an_example_that_is_missing_or_wrong_would_be_found_out() -> None:
    case = {"schema": {"type": "object", "required": ["number"]}}
    route = {
        "operationId": "get_case",
        "parameters": [{"name": "case_id", "in": "path", "required": True, "schema": {}}],
        "responses": {"200": {"content": {"application/json": case}}},
    }
    document: Json = {"paths": {"/v1/cases/{case_id}": {"get": route}}}

    assert list(without_example(document)) == [
        "GET /v1/cases/{case_id} (get_case): parameter case_id",
        "GET /v1/cases/{case_id} (get_case): 200 as application/json",
    ]

    case["example"] = {}

    assert list(invalid(document)) == [
        "GET /v1/cases/{case_id} (get_case): 200 as application/json: 'number' is a required "
        "property"
    ]


def parts_of(document: Document) -> Iterator[tuple[str, Json]]:
    """Yield what owes an example, by its name: parameters, requests and good answers."""
    for path, method, operation in operations(document):
        name = f"{method.upper()} {path} ({operation['operationId']})"
        described: Json = operation
        for parameter in described.get("parameters", []):
            if parameter.get("required") or "example" in parameter:
                yield f"{name}: parameter {parameter['name']}", parameter
        for media, content in described.get("requestBody", {}).get("content", {}).items():
            yield f"{name}: request as {media}", content
        for status, answer in described["responses"].items():
            if status.startswith("2") and status != "204":
                # An answer of no media type has nothing to show an example of.
                for media, content in answer.get("content", {"no media type": {}}).items():
                    yield f"{name}: {status} as {media}", content


def without_example(document: Document) -> Iterator[str]:
    """Yield what has no example."""
    for name, part in parts_of(document):
        if "example" not in part:
            yield name


def invalid(document: Document) -> Iterator[str]:
    """Yield the examples that their schemas refuse, and why."""
    for name, part in parts_of(document):
        if "example" in part:
            yield from (f"{name}: {error}" for error in _errors(document, part))


def _errors(document: Document, part: Json) -> Sequence[str]:
    # References lead to the document's own components.
    schema = {**part.get("schema", {}), "components": document.get("components", {})}
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    return [error.message for error in validator.iter_errors(part["example"])]
