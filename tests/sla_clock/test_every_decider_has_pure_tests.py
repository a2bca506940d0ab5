"""Every decider of a service is tested alone, with `tests/support/given.py`.

No server, no database.

A service is checked once it stands in `SERVICES`.
"""

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType

import pytest

import sla_clock.domain
from tests.support.given import Deciding

TESTS = Path(__file__).parents[1]
Decide = Callable[..., object]


def decide_functions(package: ModuleType) -> Iterator[Decide]:
    """Yield the function `decide` of each module of a domain that has one."""
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        decide = getattr(importlib.import_module(module.name), "decide", None)
        if inspect.isfunction(decide):
            yield decide


SERVICES: Mapping[str, Callable[[], Iterator[Decide]]] = {
    "sla_clock": lambda: decide_functions(sla_clock.domain),
}
"""The folder of a service's tests -> the deciders that these must test."""


def subjects_in(folder: str) -> Iterator[Decide]:
    """Yield the deciders for which a test in this folder expects events or a refusal."""
    for path in sorted((TESTS / folder).glob("test_*.py")):
        text = path.read_text(encoding="utf-8")
        if "deciding(" not in text:
            continue
        module = importlib.import_module(f"tests.{folder}.{path.stem}")
        used = names_that_decide(ast.parse(text))
        for name, subject in vars(module).items():
            if isinstance(subject, Deciding) and name in used:
                yield subject.decider.decide


def names_that_decide(tree: ast.Module) -> set[str]:
    """Return the variables on which a test calls `given`, in a function that expects an outcome."""
    names: set[str] = set()
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef) and function.name.startswith("test_"):
            calls = [node for node in ast.walk(function) if isinstance(node, ast.Attribute)]
            if any(call.attr in ("then", "refused", "refused_with") for call in calls):
                names |= {
                    call.value.id
                    for call in calls
                    if call.attr == "given" and isinstance(call.value, ast.Name)
                }
    return names


@pytest.mark.parametrize("folder", SERVICES)
def test_every_decider_has_a_pure_test(folder: str) -> None:
    tested = {id(decide) for decide in subjects_in(folder)}
    deciders = list(SERVICES[folder]())
    assert deciders != []
    assert [decide.__module__ for decide in deciders if id(decide) not in tested] == []


def test_a_subject_that_no_test_gives_events_does_not_count() -> None:
    text = "closing = deciding(CLOSING)\ndef test_it():\n    opening.given().when(C).then(E)\n"
    assert names_that_decide(ast.parse(text)) == {"opening"}


def test_a_test_that_expects_nothing_does_not_count() -> None:
    text = "def test_it():\n    opening.given().when(C)\n"
    assert names_that_decide(ast.parse(text)) == set()
