"""What breaks a client that was written against an earlier document, and what does not."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from local_stack.breaking_changes import breaking_changes

Json = Any

EARLIER: Json = {
    "paths": {
        "/v1/cases": {
            "post": {
                "parameters": [
                    {"in": "query", "name": "limit", "schema": {"type": "integer", "maximum": 50}},
                    {"in": "header", "name": "If-Match", "schema": {"type": "string"}},
                ],
                "requestBody": {
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/In"}}}
                },
                "responses": {
                    "201": {
                        "headers": {"Location": {"schema": {"type": "string"}}},
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Out"}}
                        },
                    }
                },
            }
        },
        "/v1/cases/{case_id}": {"get": {"responses": {"200": {"description": "The case"}}}},
    },
    "components": {
        "schemas": {
            "In": {
                "type": "object",
                "required": ["subject"],
                "properties": {
                    "subject": {"type": "string", "maxLength": 200},
                    "priority": {"type": "string", "enum": ["P1", "P2"]},
                    "reach": {"anyOf": [{"type": "string"}, {"type": "null"}]},
                    "twins": {"type": "array", "items": {"type": "string"}},
                    "closed": {"type": "object", "additionalProperties": False},
                    "caller": {
                        "allOf": [
                            {"type": "object", "properties": {"phone": {"type": "string"}}},
                            {"$ref": "#/components/schemas/Person"},
                        ]
                    },
                },
            },
            "Person": {"type": "object", "properties": {"name": {"type": "string"}}},
            "Out": {
                "type": "object",
                "required": ["case_id", "twins"],
                "properties": {
                    "case_id": {"type": "string"},
                    "status": {"type": "string", "enum": ["open"]},
                    "opened_at": {"type": "string", "format": "date-time"},
                    "twins": {"type": "array", "items": {"$ref": "#/components/schemas/Out"}},
                    "marks": {"type": "array", "uniqueItems": True},
                    "promise": {"type": "object", "additionalProperties": False},
                },
            },
        }
    },
}


def body(document: Json) -> Json:
    """Return the schema of what is sent."""
    return document["components"]["schemas"]["In"]


def answer(document: Json) -> Json:
    """Return the schema of what is answered."""
    return document["components"]["schemas"]["Out"]


def posting(document: Json) -> Json:
    """Return the operation that takes a body."""
    return document["paths"]["/v1/cases"]["post"]


def changed(change: Callable[[Json], object]) -> Json:
    """Return the later document."""
    later = copy.deepcopy(EARLIER)
    change(later)
    return later


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda it: it["paths"].pop("/v1/cases/{case_id}"), "is no longer there"),
        (lambda it: posting(it)["responses"].pop("201"), "status 201 is no longer answered"),
        (
            lambda it: posting(it)["responses"].update({"202": {"description": "later"}}),
            "status 202 is a new success",
        ),
        (
            lambda it: posting(it)["responses"]["201"].pop("headers"),
            "201 has no header Location any more",
        ),
        (
            lambda it: posting(it)["responses"]["201"].update(content={"text/html": {}}),
            "201: application/json is gone",
        ),
        (lambda it: posting(it)["parameters"].pop(0), "parameter limit is no longer taken"),
        (
            lambda it: posting(it)["parameters"].append(
                {"in": "query", "name": "mine", "required": True}
            ),
            "parameter mine is new and required",
        ),
        (
            lambda it: posting(it)["parameters"][1].update(required=True),
            "parameter if-match is now required",
        ),
        (
            lambda it: posting(it)["parameters"][0]["schema"].update(maximum=20),
            "parameter limit has maximum 20, and had 50",
        ),
        (lambda it: posting(it)["requestBody"].update(required=True), "a body is now required"),
        (lambda it: body(it)["required"].append("priority"), "body.priority is now required"),
        (lambda it: body(it)["properties"].pop("priority"), "body.priority is gone"),
        (
            lambda it: body(it)["properties"]["priority"].update(enum=["P1"]),
            "body.priority no longer takes P2",
        ),
        (
            lambda it: body(it)["properties"]["subject"].update(enum=["a"]),
            "body.subject no longer takes any other value",
        ),
        (
            lambda it: body(it)["properties"]["subject"].update(pattern="^a"),
            "body.subject must match ^a",
        ),
        (
            lambda it: body(it)["properties"]["subject"].update(minLength=1),
            "body.subject has minLength 1, and had None",
        ),
        (
            lambda it: body(it)["properties"].update(reach={"type": "string"}),
            "body.reach no longer takes null",
        ),
        (lambda it: answer(it)["properties"].pop("status"), "201.status is gone"),
        (lambda it: answer(it)["required"].remove("case_id"), "201.case_id may now be missing"),
        (
            lambda it: answer(it)["properties"]["case_id"].update(type="integer"),
            "201.case_id may now be integer",
        ),
        (
            lambda it: answer(it)["properties"]["case_id"].update(type=["string", "null"]),
            "201.case_id may now be null",
        ),
        (
            lambda it: answer(it)["properties"]["opened_at"].update(format="date"),
            "201.opened_at is of format date, and was of date-time",
        ),
        (
            lambda it: answer(it)["properties"]["twins"].update(items={"type": "string"}),
            "201.twins[] may now be string",
        ),
        (
            lambda it: body(it).update(additionalProperties=False),
            "body no longer takes further fields",
        ),
        (
            lambda it: body(it)["properties"]["twins"].update(uniqueItems=True),
            "body.twins no longer takes a value twice",
        ),
        (
            lambda it: answer(it)["properties"]["marks"].pop("uniqueItems"),
            "201.marks may now have a value twice",
        ),
        (
            lambda it: answer(it)["properties"]["promise"].pop("additionalProperties"),
            "201.promise may now have further fields",
        ),
        (
            lambda it: body(it)["properties"]["caller"]["allOf"][0]["properties"].pop("phone"),
            "body.caller.phone is gone",
        ),
        (
            lambda it: body(it)["properties"]["caller"]["allOf"].append({"required": ["name"]}),
            "body.caller.name is now required",
        ),
        (
            lambda it: body(it)["properties"]["caller"]["allOf"][1].update(maxProperties=1),
            "body.caller has maxProperties 1, and had None",
        ),
        (
            # The narrower of two limits is the one that holds, wherever it stands.
            lambda it: body(it)["properties"].update(
                subject={"allOf": [{"type": "string", "maxLength": 9}, {"maxLength": 200}]}
            ),
            "body.subject has maxLength 9, and had 200",
        ),
        (
            lambda it: it["components"]["schemas"]["Person"]["properties"]["name"].update(
                maxLength=5
            ),
            "body.caller.name has maxLength 5, and had None",
        ),
    ],
)
def test_what_a_client_would_trip_over_is_named(
    change: Callable[[Json], object], line: str
) -> None:
    lines = breaking_changes(EARLIER, changed(change))

    assert line in [one.partition(": ")[2] for one in lines]


@pytest.mark.parametrize(
    "change",
    [
        lambda it: it["paths"].update({"/v1/plans": {"get": {"responses": {"200": {}}}}}),
        lambda it: it["paths"].update({"/v1/cases/{id}": it["paths"].pop("/v1/cases/{case_id}")}),
        lambda it: posting(it)["responses"].update({"409": {"description": "refused"}}),
        lambda it: posting(it)["parameters"].append({"in": "query", "name": "mine"}),
        lambda it: posting(it)["parameters"][0]["schema"].update(maximum=100),
        lambda it: body(it)["properties"].update(area={"type": "string"}),
        lambda it: body(it)["required"].clear(),
        lambda it: body(it)["properties"]["priority"].update(enum=["P1", "P2", "P3"]),
        lambda it: body(it)["properties"]["subject"].update(maxLength=500),
        lambda it: answer(it)["properties"].update(level={"type": "integer"}),
        lambda it: answer(it)["properties"]["status"].update(enum=["open", "closed"]),
        lambda it: answer(it)["required"].append("status"),
        lambda it: answer(it).update(additionalProperties=False),
        lambda it: answer(it)["properties"]["twins"].update(uniqueItems=True),
        lambda it: body(it)["properties"]["closed"].pop("additionalProperties"),
        # Said in another way, it is the same.
        lambda it: body(it)["properties"].update(
            caller={
                "type": "object",
                "properties": {"phone": {"type": "string"}, "name": {"type": "string"}},
            }
        ),
        lambda it: body(it).update(
            allOf=[{"properties": body(it).pop("properties")}, {"required": ["subject"]}]
        ),
    ],
)
def test_what_is_only_added_breaks_nobody(change: Callable[[Json], object]) -> None:
    assert breaking_changes(EARLIER, changed(change)) == []
