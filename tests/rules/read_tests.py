"""Reads the tests that are marked with a rule of the care plans, without running them.

`@pytest.mark.rule("CP-13")` says: this test fails when CP-13 is taken out. Its name is the sentence
that says what comes of the rule.
"""

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
RULES_FILE: Final = Path(__file__).with_name("rules.toml")

OVER_REST: Final = frozenset(
    {"Asker", "AsyncClient", "Clockwork", "IntakeClients", "Night", "Reports", "world_at"}
)
"""Through what a test calls a service's API: types of its fixtures, or the whole system."""

_AS_WRITTEN: Final = {
    **{word: word.upper() for word in ("p1", "p2", "p3", "p4", "edi", "tam", "vip")},
    **{word: word.capitalize() for word in ("silver", "gold", "platinum")},
    "elses": "else's",
    **{word: word.capitalize() for word in ("friday", "monday", "saturday", "thanksgiving")},
}
_OWNED: Final = re.compile(
    r"\b(customer|month|user|vendor|p1)s (?=(?:cases|comment|customer|day|end|folder|hour|midnight"
    r"|own|page|people|webhooks|zone)\b)"
)
_NUMBERS_FIRST: Final = re.compile(r"^(?:CP-\d+[abc]?(?:, | to | and )?)+[.:]? *")
_LOWEST_REFUSAL, _HIGHEST_REFUSAL = 400, 499


class UnreadableMark(Exception):
    """A mark names no rule in plain strings. The message says where."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule in our own words."""

    number: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class RuleTest:
    """A test that holds rules: its file from the project's folder, and its name.

    `refusals`: statuses with codes that it expects, as in `403 plan-lapsed`.
    """

    file: str
    name: str
    rules: Sequence[str]
    over_rest: bool
    refusals: Sequence[str]
    sentence: str

    @property
    def node_id(self) -> str:
        """The test, as pytest names it."""
        return f"{self.file}::{self.name}"


def read_rules(file: Path = RULES_FILE) -> Mapping[str, Rule]:
    """Return the rules by number, in their order."""
    entries = tomllib.loads(file.read_text(encoding="utf-8"))
    return {number: Rule(number, **entry) for number, entry in entries.items()}


@cache
def read_tests(folder: Path = ROOT / "tests") -> Sequence[RuleTest]:
    """Return the marked tests, file by file. Raises UnreadableMark."""
    return [
        test
        for file in sorted(folder.rglob("test_*.py"))
        if "mark.rule(" in (source := file.read_text(encoding="utf-8"))
        for test in _tests_in(source, file.relative_to(folder.parent).as_posix())
    ]


def _tests_in(source: str, file: str) -> Iterator[RuleTest]:
    """Yield the marked functions; tests in classes are not looked at."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            rules = _rules_of(node, file)
            if rules:
                yield RuleTest(
                    file=file,
                    name=node.name,
                    rules=rules,
                    over_rest=not OVER_REST.isdisjoint(_names_in(node)),
                    refusals=list(dict.fromkeys(_refusals_in(node))),
                    sentence=_sentence(node),
                )


def _rules_of(node: ast.FunctionDef | ast.AsyncFunctionDef, file: str) -> Sequence[str]:
    rules: list[str] = []
    for mark in node.decorator_list:
        if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.rule":
            named = [it.value for it in mark.args if isinstance(it, ast.Constant)]
            numbers = [str(number) for number in named]
            if len(numbers) != len(mark.args) or not numbers or mark.keywords:
                raise UnreadableMark(f"{file}: {node.name}: {ast.unparse(mark)}")
            rules += numbers
    return rules


def _names_in(node: ast.AST) -> Iterator[str]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name):
            yield inner.id
        elif isinstance(inner, ast.Attribute):
            yield inner.attr


def _refusals_in(node: ast.AST) -> Iterator[str]:
    """Yield the pairs of a status and a code, as tests compare answers with them."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Tuple):
            values = [it.value if isinstance(it, ast.Constant) else None for it in inner.elts]
            for status, code in pairwise(values):
                if isinstance(status, int) and isinstance(code, str) and _is_refusal(status, code):
                    yield f"{status} `{code}`"


def _is_refusal(status: int, code: str) -> bool:
    in_range = _LOWEST_REFUSAL <= status <= _HIGHEST_REFUSAL
    return in_range and re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", code) is not None


def _sentence(node: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    """Return the test's name as a sentence, and what its docstring says beside."""
    words = _OWNED.sub(r"\1's ", node.name.removeprefix("test_").replace("_", " "))
    named = re.sub(r"\w+", lambda word: _AS_WRITTEN.get(word[0], word[0]), words)
    more = _NUMBERS_FIRST.sub("", " ".join((ast.get_docstring(node) or "").split()))
    return " ".join(f"{part[0].upper()}{part[1:]}" for part in (f"{named}.", more) if part)
