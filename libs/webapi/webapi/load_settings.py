"""Reads settings from the environment, once at the start; a bad one is said in a single line."""

import sys
from typing import NoReturn, TypeVar

from pydantic import (
    ValidationError,
)
from pydantic_settings import BaseSettings

from webapi.setting_rules import PREFIX

S = TypeVar("S", bound=BaseSettings)


def load(settings: type[S]) -> S:
    """Return the settings from the environment.

    A bad or missing one: one line on stderr that names it, and exit 2; never its value.
    """
    try:
        return settings()
    except ValidationError as error:
        _give_up(error)


def _give_up(error: ValidationError) -> NoReturn:
    problems = "; ".join(
        _sentence(item["loc"], item["type"], item["msg"])
        for item in error.errors(include_input=False, include_url=False)
    )
    # Said before logging is set up, to whoever starts the process.
    print(f"bad settings: {problems}", file=sys.stderr)  # noqa: T201
    raise SystemExit(2)


def _sentence(location: tuple[int | str, ...], kind: str, message: str) -> str:
    reason = "is missing" if kind == "missing" else message.removeprefix("Value error, ")
    name = PREFIX + ".".join(str(part) for part in location).upper() if location else ""
    return f"{name} {reason}".strip().replace("\n", " ")
