"""Every action that a package logs is in its table of actions, at the level that the table says."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

import events.log_actions
import intake.log_actions
import notifier.log_actions
import reporting.log_actions
import sla_clock.log_actions
import webapi.log_actions
from events.log_actions import LogRule

ROOT = Path(__file__).parents[1]
TABLES: Mapping[str, Mapping[str, LogRule]] = {
    "libs/events/events": dict(events.log_actions.LOG_ACTIONS.items()),
    "libs/careplans/careplans": {},
    "libs/webapi/webapi": dict(webapi.log_actions.LOG_ACTIONS.items()),
    "services/intake/intake": dict(intake.log_actions.LOG_ACTIONS.items()),
    "services/sla-clock/sla_clock": dict(sla_clock.log_actions.LOG_ACTIONS.items()),
    "services/notifier/notifier": dict(notifier.log_actions.LOG_ACTIONS.items()),
    "services/reporting/reporting": dict(reporting.log_actions.LOG_ACTIONS.items()),
}
LEVELS = ("debug", "info", "warning", "error", "exception", "critical")


@dataclass(frozen=True, slots=True)
class Logged:
    """An action that the code logs; `level` None: the table chooses it."""

    where: str
    action: str
    level: str | None


def logged_in(package: str) -> Iterator[Logged]:
    """Yield what the modules of a package log, by `_log.<level>("action")` or
    `log_action("action")`.
    """
    for path in sorted((ROOT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                where = f"{path.relative_to(ROOT)}:{node.lineno}"
                for level in levels_of(node.func):
                    yield from (Logged(where, action, level) for action in actions_in(node))


def levels_of(function: ast.expr) -> Iterator[str | None]:
    """Yield the level of a call that logs; None where the table chooses it, nothing for other
    calls.
    """
    match function:
        case ast.Name("log_action"):
            yield None
        case ast.Attribute(ast.Name("_log"), level) if level in LEVELS:
            yield level
        case _:
            return


def actions_in(call: ast.Call) -> Iterator[str]:
    """Yield the names that a call may log: a string, or either string of a condition."""
    for node in ast.walk(call.args[0]) if call.args else ():
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def strings_in(package: str) -> set[str]:
    """Return all strings of a package's modules but its table's."""
    return {
        node.value
        for path in (ROOT / package).rglob("*.py")
        if path.name != "log_actions.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


@pytest.mark.parametrize("package", TABLES)
def test_what_is_logged_is_in_the_packages_table_at_its_level(package: str) -> None:
    table = TABLES[package]
    strange = [
        entry
        for entry in logged_in(package)
        if entry.action not in table or entry.level not in (None, table[entry.action].level)
    ]
    assert strange == []


@pytest.mark.parametrize("package", TABLES)
def test_what_is_in_the_table_is_logged(package: str) -> None:
    assert TABLES[package].keys() - strings_in(package) == set()


def test_a_call_that_logs_is_noticed_in_any_form() -> None:
    calls = ('_log.error("a", key=1)', 'log_action("b" if bad else "c")', 'other.error("d")')
    noticed = [
        (action, level)
        for source in calls
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        for level in levels_of(node.func)
        for action in actions_in(node)
    ]
    assert noticed == [("a", "error"), ("b", None), ("c", None)]
