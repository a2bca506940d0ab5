"""Generates `tocsin_client.intake` from docs/openapi/intake.json, by openapi-python-client.

`python -m tests.clients.generate_client` writes it; with `--check` it exits with 1 where what is
there is not what would be written.
"""

import argparse
import filecmp
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs/openapi/intake.json"
PACKAGE = ROOT / "libs/client/tocsin_client/intake"

_OPTIONS = {
    "package_name_override": PACKAGE.name,
    "literal_enums": True,
    "docstrings_on_attributes": True,
    # Ruff runs afterwards, and from elsewhere: among the generated files there is a `types.py`.
    "post_hooks": [],
}

Json = Any


def for_client(document: Json) -> Json:
    """Return the document as the client's code is made of it.

    Without problems, which `connect` raises; without bodies of null, for which the generator's code
    fails where a body is left out; and without the lists of values that an answer may hold, so that
    a further value breaks no client. What a request may hold stays listed.
    """
    for operation in _operations(document):
        answers = operation["responses"]
        operation["responses"] = {it: answers[it] for it in answers if it.startswith("2")}
        for content in operation.get("requestBody", {}).get("content", {}).values():
            _take_no_null(content)
    schemas = document["components"]["schemas"]
    schemas.pop("Problem", None)
    schemas.pop("FieldError", None)
    sent = _names_in([it.get("requestBody") for it in _operations(document)], schemas)
    for name, schema in schemas.items():
        if name not in sent:
            _drop_values(schema)
    return document


def generate(folder: Path) -> None:
    """Write the package into that folder, which must not be there."""
    with tempfile.TemporaryDirectory() as scratch:
        document, options = Path(scratch, "openapi.json"), Path(scratch, "options.json")
        document.write_text(json.dumps(for_client(json.loads(DOCUMENT.read_text("utf-8")))))
        options.write_text(json.dumps(_OPTIONS))
        subprocess.run(
            [
                *(sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none"),
                *("--path", str(document), "--config", str(options)),
                *("--output-path", str(folder), "--fail-on-warning"),
            ],
            check=True,
            stdout=subprocess.DEVNULL,
        )
    _ruff("check", "--fix-only", "--select", "F401,I001", str(folder))
    _ruff("format", "--line-length", "100", str(folder))


def _ruff(*arguments: str) -> None:
    """Run ruff, by its own rules and not by this project's."""
    command, *further = arguments
    ruff = [sys.executable, "-m", "ruff", command, "--isolated", "--quiet", "--no-cache"]
    subprocess.run([*ruff, *further], check=True, cwd=ROOT)


def differences(one: Path, other: Path) -> Iterator[str]:
    """Yield the files that are not in both folders, or not the same."""
    files = {file.relative_to(folder) for folder in (one, other) for file in folder.rglob("*.py")}
    for file in sorted(files):
        both = (one / file).exists() and (other / file).exists()
        if not both or not filecmp.cmp(one / file, other / file, shallow=False):
            yield str(file)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the package, or with --check exit with 1 if it is stale."""
    parser = argparse.ArgumentParser(prog="tests.clients.generate_client")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if stale")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        fresh = Path(scratch, PACKAGE.name)
        generate(fresh)
        if not options.check:
            shutil.rmtree(PACKAGE, ignore_errors=True)
            shutil.copytree(fresh, PACKAGE)
            return 0
        stale = list(differences(PACKAGE, fresh))
    if stale:
        print(
            f"{PACKAGE.relative_to(ROOT)} is stale ({stale[0]}); run `make docs`", file=sys.stderr
        )
    return 1 if stale else 0


def _take_no_null(content: dict[str, Json]) -> None:
    kinds = content["schema"].get("anyOf", [])
    if {"type": "null"} in kinds:
        (content["schema"],) = (one for one in kinds if one != {"type": "null"})


def _operations(document: Json) -> Iterator[dict[str, Json]]:
    for methods in document["paths"].values():
        yield from methods.values()


def _names_in(part: Json, schemas: Mapping[str, Json]) -> set[str]:
    """Return the names of all schemas that a part of the document leads to."""
    names: set[str] = set()
    waiting = [part]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, dict):
            name = str(one.get("$ref", "")).rpartition("/")[2]
            if name and name not in names:
                names.add(name)
                waiting.append(schemas[name])
            waiting += one.values()
    return names


def _drop_values(part: Json) -> None:
    if isinstance(part, list):
        for one in part:
            _drop_values(one)
    elif isinstance(part, dict):
        if isinstance(part.get("enum"), list):
            part.pop("enum")
        for one in part.values():
            _drop_values(one)


if __name__ == "__main__":
    sys.exit(main())
