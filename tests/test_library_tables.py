"""The event library's tables are used through the library: no service's SQL names one."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

TOP = Path(__file__).parents[1]
CREATED = re.compile(r"create (?:table|view) \{schema\}\.(\w+)")


def library_tables() -> set[str]:
    """The tables and views that the library's steps create."""
    folder = TOP / "libs" / "events" / "events" / "tables"
    return {name for step in folder.glob("*.sql") for name in CREATED.findall(step.read_text())}


def texts_of(module: Path) -> Iterator[str]:
    """All string literals of a module; docstrings, which run no SQL, are left out."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            node.value.value = ""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_no_services_sql_names_a_table_of_the_library() -> None:
    tables = "|".join(sorted(library_tables()))
    named = re.compile(rf"(\{{schema\}}|\w)\.({tables})\b|^({tables})$")
    offenders = [
        f"{module.relative_to(TOP)}: {text.strip()}"
        for module in sorted((TOP / "services").rglob("*.py"))
        if "migrations" not in module.parts
        for text in texts_of(module)
        if named.search(text)
    ]
    assert offenders == []


def test_the_tables_are_known() -> None:
    assert {"es_event", "es_command", "checkpoint", "timer", "dead_letter"} <= library_tables()
