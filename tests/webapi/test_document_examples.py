"""How an example gets from a service's table into its OpenAPI document."""

from typing import Any

from webapi.document_examples import DocumentExamples, add_examples, read_examples

Json = Any
CASE: Json = {"number": "CASE-000001"}
EXAMPLES = DocumentExamples(
    operations={
        "resolve": {"request": {"text": "It runs again."}},
        "export": {"200 as text/csv": "number\r\nCASE-000001\r\n", "200": "CASE-000001\n"},
    },
    schemas={"CaseAnswer": CASE, "Message": {"text": "Hello."}},
    parameters={"case_id": "c-1"},
)


def content(schema: Json, media_type: str = "application/json") -> Json:
    """Return a body or an answer of that schema."""
    return {"content": {media_type: {"schema": schema}}}


def ref(name: str) -> Json:
    """Return a reference to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def examples_on(operation: Json) -> Json:
    """Return the examples that stand on the operation's request and answers afterwards."""
    add_examples(operation, EXAMPLES)
    parts = {"request": operation.get("requestBody", {}), **operation.get("responses", {})}
    return {
        (part, media_type): one.get("example")
        for part, described in parts.items()
        for media_type, one in described.get("content", {}).items()
    }


def test_an_operations_own_example_goes_before_that_of_the_schema() -> None:
    resolve = {
        "operationId": "resolve",
        "requestBody": content(ref("Message")),
        "responses": {"200": content(ref("CaseAnswer"))},
    }

    assert examples_on(resolve) == {
        ("request", "application/json"): {"text": "It runs again."},
        ("200", "application/json"): CASE,
    }


def test_a_page_and_a_list_are_of_the_example_of_one() -> None:
    page = {"operationId": "list", "responses": {"200": content(ref("Page_CaseAnswer_"))}}
    array = content({"type": "array", "items": ref("CaseAnswer")})
    plain = {"operationId": "all", "responses": {"200": array}}

    assert examples_on(page) == {("200", "application/json"): {"items": [CASE], "next": None}}
    assert examples_on(plain) == {("200", "application/json"): [CASE]}


def test_a_body_that_may_be_left_out_has_the_example_of_the_body() -> None:
    optional = {"anyOf": [{"type": "null"}, ref("Message")]}

    assert examples_on({"operationId": "close", "requestBody": content(optional)}) == {
        ("request", "application/json"): {"text": "Hello."}
    }


def test_each_media_type_may_have_an_example_of_its_own() -> None:
    text = {"type": "string"}
    answer = {"content": {"text/csv": {"schema": text}, "text/plain": {"schema": text}}}

    assert examples_on({"operationId": "export", "responses": {"200": answer}}) == {
        ("200", "text/csv"): "number\r\nCASE-000001\r\n",
        ("200", "text/plain"): "CASE-000001\n",
    }


def test_problems_and_what_the_table_lacks_are_left_as_they_are() -> None:
    problem = content(ref("CaseAnswer"), "application/problem+json")
    operation = {
        "operationId": "get_page",
        "responses": {"200": content(ref("PageAnswer")), "default": problem},
    }

    assert set(examples_on(operation).values()) == {None}


def test_a_parameter_has_the_example_of_its_name() -> None:
    operation: Json = {"operationId": "get", "parameters": [{"name": "case_id"}, {"name": "year"}]}

    add_examples(operation, EXAMPLES)

    assert operation["parameters"] == [{"name": "case_id", "example": "c-1"}, {"name": "year"}]


def test_what_every_service_has_stands_beside_what_one_keeps() -> None:
    examples = read_examples("intake.api")

    assert examples.operations["live"]["200"] == {"status": "alive"}
    assert examples.parameters["customer_id"] == "acme"
