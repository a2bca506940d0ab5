"""Every use case of intake is in the table of deciders, and has a pure test."""

import ast
from importlib import import_module
from pathlib import Path

import intake.domain
from events.command_runner import Decider
from intake.adapters import (
    care_deciders,
    certification_deciders,
    deciders,
    key_deciders,
    support_deciders,
    webhook_deciders,
)

DECIDERS: dict[str, object] = {
    name: value
    for module in (
        deciders,
        care_deciders,
        certification_deciders,
        key_deciders,
        support_deciders,
        webhook_deciders,
    )
    for name, value in vars(module).items()
    if isinstance(value, Decider)
}


def _tested() -> set[str]:
    """Return the deciders that some test gives events to and a command: `x = deciding(X)`."""
    names: set[str] = set()
    for path in Path(__file__).parent.glob("test_*_deciders.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        subjects = {
            node.targets[0].id: node.value.args[0].attr
            for node in tree.body
            if isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and isinstance(node.value, ast.Call)
            and ast.unparse(node.value.func) == "deciding"
            and isinstance(node.value.args[0], ast.Attribute)
        }
        names |= {
            subjects[node.value.id]
            for test in tree.body
            if isinstance(test, ast.FunctionDef) and test.name.startswith("test_")
            for node in ast.walk(test)
            if isinstance(node, ast.Attribute)
            and node.attr == "given"
            and isinstance(node.value, ast.Name)
            and node.value.id in subjects
        }
    return names


def test_every_use_case_is_in_the_table() -> None:
    [folder] = intake.domain.__path__
    modules = [import_module(f"intake.domain.{path.stem}") for path in Path(folder).glob("*.py")]
    use_cases = {module.decide for module in modules if hasattr(module, "decide")}
    listed = {value.decide for value in DECIDERS.values() if isinstance(value, Decider)}

    assert len(use_cases) > 25
    assert use_cases - listed == set()


def test_every_decider_has_a_pure_test() -> None:
    assert set(DECIDERS) - _tested() == set()
