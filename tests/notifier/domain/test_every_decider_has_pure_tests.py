"""Every decider is in the table of deciders, and every row of the table has its pure tests here."""

import ast
import inspect
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import notifier.domain
from events.command_runner import Decider
from events.event import Event
from notifier.adapters import deciders

HERE = Path(__file__).parent
TABLE = {name: value for name, value in vars(deciders).items() if isinstance(value, Decider)}


def decisions() -> Iterator[str]:
    """Yield each function of the domain that decides: a command and a state in, events out."""
    for module_info in pkgutil.iter_modules(notifier.domain.__path__, "notifier.domain."):
        module = import_module(module_info.name)
        for name, function in inspect.getmembers(module, inspect.isfunction):
            signature = inspect.signature(function)
            decides = signature.return_annotation == list[Event] and len(signature.parameters) == 2
            if decides and function.__module__ == module.__name__ and not name.startswith("_"):
                yield name


def rows_under_test(source: str) -> set[str]:
    """Return the rows of the table with a test function that goes from given over when to then."""
    tree = ast.parse(source)
    subjects = {
        target.id: node.value.args[0].id
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
        if isinstance(node.value.func, ast.Name) and node.value.func.id == "deciding"
        if isinstance(node.value.args[0], ast.Name)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    tests = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    decided = [name for test in tests if test.name.startswith("test_") for name in _whens(test)]
    return {subjects[name] for name in decided if name in subjects}


def _whens(test: ast.FunctionDef) -> Iterator[str]:
    for node in ast.walk(test):
        match node:
            case ast.Attribute(
                attr="when",
                value=ast.Call(func=ast.Attribute(attr="given", value=ast.Name(id=subject))),
            ):
                yield subject
            case _:
                pass


def test_every_function_that_decides_is_in_the_table() -> None:
    listed = {decider.decide.__name__ for decider in TABLE.values()}

    assert set(decisions()) == listed
    assert len(listed) == len(TABLE)


def test_every_decider_in_the_table_has_a_pure_test() -> None:
    sources = [path.read_text() for path in HERE.glob("test_*.py")]

    assert set(TABLE) - {name for source in sources for name in rows_under_test(source)} == set()


def test_a_decider_that_is_only_named_counts_as_untested() -> None:
    named = "raising = deciding(RAISING)\n\ndef test_nothing() -> None:\n    raising.given()\n"
    decided = named + "\ndef test_it() -> None:\n    raising.given(a).when(b).then(c)\n"

    assert (rows_under_test(named), rows_under_test(decided)) == (set(), {"RAISING"})
