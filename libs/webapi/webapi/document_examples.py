"""Puts an example on every request, answer and parameter of an OpenAPI document.

A service keeps its examples in `document_examples.json`, beside the code of its API. They tell one
story: of the customer Acme Robotics, whose line 3 stands still. `operations` has examples by
operation id, then by `request` or status (`200 as text/csv` where there are several media types);
`schemas` has one by a schema's name, for wherever no operation brings its own; `parameters` has one
by a parameter's name. The example of a page of things is made from that of a thing.
`tests/test_examples_of_every_route.py` says what is missing.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from fastapi import FastAPI
from pydantic import JsonValue

FILE: Final = "document_examples.json"

_PAGE_OF: Final = "Page_"


class NoExample(LookupError):
    """There is no example of this schema. Add one to the service's document_examples.json."""


@dataclass(frozen=True, slots=True)
class DocumentExamples:
    """A service's examples."""

    operations: Mapping[str, Mapping[str, JsonValue]]
    schemas: Mapping[str, JsonValue]
    parameters: Mapping[str, JsonValue]

    def of(
        self, operation_id: str, part: str, media_type: str, schema: Mapping[str, JsonValue]
    ) -> JsonValue:
        """Return the example of an operation's request or answer. Raises NoExample."""
        own = self.operations.get(operation_id, {})
        for name in (f"{part} as {media_type}", part):
            if name in own:
                return own[name]
        return self._of_schema(schema)

    def _of_schema(self, schema: Mapping[str, JsonValue]) -> JsonValue:
        name = str(schema.get("$ref", "")).rpartition("/")[2]
        if name in self.schemas:
            return self.schemas[name]
        if name.startswith(_PAGE_OF):
            thing = name.removeprefix(_PAGE_OF).rstrip("_")
            return {"items": [self._of_schema({"$ref": thing})], "next": None}
        if schema.get("type") == "array" and isinstance(items := schema.get("items"), dict):
            return [self._of_schema(items)]
        options = schema.get("anyOf")
        for option in options if isinstance(options, list) else []:
            if isinstance(option, dict) and "$ref" in option:
                return self._of_schema(option)
        raise NoExample(name)


def read_examples(*packages: str) -> DocumentExamples:
    """Return the examples of the routes that every service has, and those that packages keep."""
    tables = [
        json.loads((files(package) / FILE).read_text(encoding="utf-8"))
        for package in ("webapi", *packages)
    ]
    return DocumentExamples(
        *(
            {name: example for table in tables for name, example in table[kind].items()}
            for kind in ("operations", "schemas", "parameters")
        )
    )


def give_examples(app: FastAPI, package: str) -> None:
    """Let an app's document show the examples that the package keeps."""
    app.state.examples = read_examples(package)


def add_examples(operation: dict[str, JsonValue], examples: DocumentExamples) -> None:
    """Put the examples on an operation, wherever there is one."""
    name = str(operation.get("operationId"))
    for part, media_type, content in _contents(operation):
        schema = content.get("schema")
        schema = schema if isinstance(schema, dict) else {}
        try:
            content["example"] = examples.of(name, part, media_type, schema)
        except NoExample:
            # The document is served without it; a test of all services' documents names it.
            continue
    parameters = operation.get("parameters")
    for parameter in parameters if isinstance(parameters, list) else []:
        if isinstance(parameter, dict) and parameter.get("name") in examples.parameters:
            parameter["example"] = examples.parameters[str(parameter["name"])]


def _contents(operation: dict[str, JsonValue]) -> Iterator[tuple[str, str, dict[str, JsonValue]]]:
    """Yield `request` or a status, with each media type that it may have and its content."""
    answers = operation.get("responses")
    parts: list[tuple[str, JsonValue]] = [("request", operation.get("requestBody"))]
    parts += answers.items() if isinstance(answers, dict) else []
    for part, described in parts:
        contents = described.get("content") if isinstance(described, dict) else None
        for media_type, content in contents.items() if isinstance(contents, dict) else ():
            if isinstance(content, dict) and (part == "request" or part.startswith("2")):
                yield part, media_type, content
