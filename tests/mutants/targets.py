"""What is mutated, and whose pure tests must notice."""

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.mutants.mutate import Mutant, mutants_of

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Target:
    """A package of pure code, by its import name, and the folder of its tests.

    `left_out`: modules that only read files, print or parse arguments, with the reason.
    """

    package: str
    tests: str
    left_out: Mapping[str, str]


TARGETS: Mapping[str, Target] = {
    "careplans": Target(
        "careplans",
        "tests/careplans",
        {
            "__main__": "a command line",
            "compare_terms": "phrases for a plan manager to read",
            "check_terms": "phrases for a plan manager to read",
        },
    ),
    "sla-clock": Target("sla_clock.domain", "tests/sla_clock", {}),
    "intake": Target("intake.domain", "tests/intake", {}),
    "notifier": Target("notifier.domain", "tests/notifier", {}),
    "reporting": Target("reporting.domain", "tests/reporting", {}),
}


def mutants_of_target(target: Target) -> Sequence[Mutant]:
    """Return all mutants of a target, module by module."""
    package = importlib.import_module(target.package)
    (folder,) = package.__path__
    return [
        mutant
        for path in sorted(Path(folder).glob("*.py"))
        if path.stem not in target.left_out
        for mutant in mutants_of(path, f"{target.package}.{path.stem}")
    ]
