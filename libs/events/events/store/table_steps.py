"""Reads the frozen steps from which the library's tables, and the services' own, are made.

A `.sql` file holds statements that end with `;` and are separated by an empty line. In them
`{schema}` is the Postgres schema's quoted name and `{shards}` the number of shards of a new store.
"""

import re
from collections.abc import Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable

from events.store.connection import in_schema

_FOLDER = files("events") / "tables"
_END_OF_STATEMENT = re.compile(r";\s*(?:\n\s*\n|\Z)")


def step_file(step: str) -> Traversable:
    """Return the file of one step of the library, such as `store_0001`."""
    return _FOLDER / f"{step}.sql"


def all_steps(part: str) -> Sequence[str]:
    """Return the names of all steps of a part, such as `store` or `relay`, oldest first."""
    names = (file.name.removesuffix(".sql") for file in _FOLDER.iterdir())
    return sorted(name for name in names if re.fullmatch(rf"{part}_\d{{4}}", name))


def statements_in(file: Traversable, schema: str, shards: int) -> tuple[str, ...]:
    """Return the file's statements, ready to run.

    Raises FileNotFoundError, ValueError for a bad schema name.
    """
    text = in_schema(file.read_text(encoding="utf-8"), schema).replace("{shards}", str(int(shards)))
    return tuple(
        statement.strip() for statement in _END_OF_STATEMENT.split(text) if statement.strip()
    )


def newest_tables(part: str, schema: str, shards: int = 1) -> tuple[str, ...]:
    """Return the statements of all steps of a part, for an existing schema.

    They make its tables as today's code wants them.
    """
    return tuple(
        statement
        for step in all_steps(part)
        for statement in statements_in(step_file(step), schema, shards)
    )
