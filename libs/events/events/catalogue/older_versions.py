"""How the data of an older version of an event becomes that of the next: what each upcast adds, and
nothing else."""

from typing import Any

_FIRST_RULES = {
    "when_due": "same-local-time",
    "at_due": "wait-takes-nothing",
    "when_warned": "part-of-governing-target",
}


def name_first_rules(data: dict[str, Any]) -> dict[str, Any]:
    """Name the rules by which promises were counted before they named any (CP-24, CP-27b)."""
    promise = data.get("promise")
    return {**data, "promise": {**_FIRST_RULES, **promise}} if promise else data


def say_no_more(data: dict[str, Any]) -> dict[str, Any]:
    """Leave the data as they are: what the next version adds was not known then, and is null."""
    return data


def allow_more(data: dict[str, Any]) -> dict[str, Any]:
    """Leave the data as they are: the next version only allows more values of a field."""
    return data
