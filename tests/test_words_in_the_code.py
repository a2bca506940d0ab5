"""No retired word is in an identifier: a value is named by what it is (docs/glossary.md, "Words in
the code").

A package is checked once it stands in `CHECKED`. Published names (JSON fields, columns, paths, data
files) keep their words: `PUBLISHED` lists them, and they pass as fields, attributes, keyword
arguments and classes of events only, never as a variable, parameter or function of our own.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

CHECKED = {
    # Add a package when its words are done. A line between two entries keeps merges simple.
    "libs/webapi": "",
    # -
    "deploy/local": "",
    # -
    "deploy/testing": "",
    # -
    "tests/webapi": "",
    # -
    "tests/local_stack": "",
    # -
    "tests/security": "",
    # -
    "tests/support": "",
    # -
    "libs/events": "",
    # -
    "libs/events/events/broker": "promise promises",
    # -
    "libs/events/events/consumer": "promise promises",
    # -
    "libs/events/events/relay": "promise promises",
    # -
    "libs/events/events/store": "promise promises",
    # -
    "libs/events/events/timers": "promise promises",
    # -
    "tests/events": "",
    # -
    "tests/events/consumer": "promise promises",
    # -
    "tests/events/relay": "promise promises",
    # -
    "tests/events/store": "promise promises",
    # -
    "tests/events/timers": "promise promises",
    # -
    "tests/faults": "promises",
    # -
    "tests/bench": "",
    # -
    "services/notifier": "",
    # -
    "tests/notifier": "",
    # -
    "services/reporting": "",
    # -
    "tests/reporting": "",
    # -
    "libs/careplans": "",
    # -
    "services/sla-clock": "promises",
    # -
    "tests/careplans": "",
    # -
    "tests/sla_clock": "",
    # -
    "services/intake": "",
    # -
    "tests/intake": "",
    # -
    "tests/stories": "",
    # -
    "tests/mutants": "",
    # -
    "tests/rules": "",
    # -
}
"""Package folder -> further words that are retired there only, with blanks between."""

RETIRED = {
    "found": "the thing's own noun: rows, customer, match",
    "said": "message, text, events",
    "told": "message, line, answer",
    "asked": "arguments, request",
    "place": "partition, rung, index, location, cursor",
    "places": "partitions, rungs, locations",
    "standing": "entitlement_status, paused_by, position, link_state",
    "settle": "resolve, handle_failure, record_outcome, apply_findings",
    "settled": "resolved, handled, recorded",
    "settling": "resolving, recording",
    "desk": "IntakeApi, NotifierApi, ReportReader",
    "desks": "the thing's own noun",
    "books": "TermsLibrary",
    "generation": "assignment, arming, version",
    "generations": "assignments, armings, versions",
    "bell": "wakeup",
    "rung": "set",
    "wish": "ImportOptions, options",
    "whenever": "at_any_time",
    "loudly": "log",
}
"""Word -> what to say instead.

A word of an identifier: `case_found` and `CaseFound` hold `found`.
"""

RETIRED_NAMES = {
    "Because": "ReasonBody",
    "Nothing": "EmptyBody",
    "MaybeMessage": "OptionalMessageBody",
    "own_codes": "error_codes",
    "kept_answers": "stored_responses",
    "InOrder": "UntimedRunner",
    "InTime": "TimedRunner",
}
"""Whole identifiers that are retired, though their words are not."""

PUBLISHED = {
    "standing": "a field of the API and a column",
    "still_standing": "a field of events",
    "told_at": "a field of events and of the API",
    "told_reason": "a field of the API",
    "told": "a field of the API",
    "told_in_time": "a field of reviews, also of those published",
    "own_desk": "a member of the terms' data files",
    "place": "a member of a problem's `errors`",
    "found": "a field of the chain's findings",
    "asked": "a field of events",
    "PageRungAgain": "an event",
    "generation": "a column and a field of timers",
}

FIELD_TERMS = (("not", "found"),)
"""The field's own terms, which hold a retired word: HTTP's 404 is "not found"."""

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


@dataclass(frozen=True, slots=True)
class Name:
    """An identifier, where it stands, and whether it may be a published name there."""

    text: str
    line: int
    may_be_published: bool = False


def words_of(identifier: str) -> list[str]:
    """Return the words of an identifier, in lower case."""
    return [word.lower() for word in _WORD.findall(identifier)]


def names_in(tree: ast.Module) -> Iterator[Name]:
    """Yield all identifiers that the module's author chose or uses; sentences of tests are none."""
    fields = {
        id(statement.target)
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        for statement in node.body
        if isinstance(statement, ast.AnnAssign)
    }
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                if not name.startswith("test_"):
                    yield Name(name, node.lineno)
            case ast.ClassDef(name=name):
                yield Name(name, node.lineno, may_be_published=True)
            case ast.arg(arg=name):
                yield Name(name, node.lineno)
            case ast.Name(id=name, ctx=ast.Store()):
                yield Name(name, node.lineno, may_be_published=id(node) in fields)
            case ast.Attribute(attr=name):
                yield Name(name, node.lineno, may_be_published=True)
            case ast.keyword(arg=str(name)):
                yield Name(name, node.value.lineno, may_be_published=True)
            case ast.alias(asname=str(name)):
                yield Name(name, node.lineno)
            case ast.ExceptHandler(name=str(name)):
                yield Name(name, node.lineno)
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                yield Name(name, node.lineno)
            case _:
                continue


def retired_in(name: Name, further: frozenset[str] = frozenset()) -> str | None:
    """Return the retired word or name that an identifier holds; None if it holds none."""
    bare = name.text.lstrip("_")
    if name.may_be_published and bare in PUBLISHED:
        return None
    if bare in RETIRED_NAMES:
        return bare
    words = words_of(bare)
    for first, second in FIELD_TERMS:
        if (first, second) in pairwise(words):
            words.remove(second)
    return next((word for word in words if word in RETIRED or word in further), None)


def complaints(package: str, further: frozenset[str]) -> Iterator[str]:
    """Yield a line for each retired word in a package."""
    for path in sorted((ROOT / package).rglob("*.py")):
        where = path.relative_to(ROOT)
        module = Name(path.stem, 1)
        # A test file's name is a sentence, like a test's.
        # A published revision is frozen, with its name.
        is_frozen = path.parent.name == "versions"
        names = [] if path.stem.startswith("test_") or is_frozen else [module]
        names += names_in(ast.parse(path.read_text(encoding="utf-8")))
        for name in names:
            if word := retired_in(name, further):
                instead = RETIRED.get(word) or RETIRED_NAMES.get(word, "the field's own term")
                yield f"{where}:{name.line}: {name.text}: {word!r} is retired; say {instead}"


@pytest.mark.parametrize("package", CHECKED)
def test_no_retired_word_is_in_an_identifier(package: str) -> None:
    assert list(complaints(package, frozenset(CHECKED[package].split()))) == []


def test_every_checked_package_exists() -> None:
    assert [package for package in CHECKED if not (ROOT / package).is_dir()] == []


@pytest.mark.parametrize(
    ("identifier", "word"),
    [
        ("found", "found"),
        ("_found", "found"),
        ("rows_found", "found"),
        ("CaseFound", "found"),
        ("KIND_SAID", "said"),
        ("place", "place"),
        ("replace", None),
        ("PageNotFound", None),
        ("Nothing", "Nothing"),
        ("nothing_to_do", None),
        ("foundation", None),
    ],
)
def test_a_word_counts_as_a_whole_word_in_any_spelling(identifier: str, word: str | None) -> None:
    assert retired_in(Name(identifier, 1)) == word


def test_a_published_name_passes_as_a_field_and_never_as_a_variable() -> None:
    tree = ast.parse("class Row:\n    standing: str\nrow.standing\nRow(standing=1)\nstanding = 2")
    assert [name.line for name in names_in(tree) if retired_in(name)] == [5]


def test_a_word_can_be_retired_in_one_package_only() -> None:
    assert retired_in(Name("make_promise", 1)) is None
    assert retired_in(Name("make_promise", 1), frozenset({"promise"})) == "promise"
