"""Runs tests against one mutant in a process of its own: everything is imported with the mistake.

`python -m tests.mutants.run_alone FILE KEY NODE-IDS`: the mutant of that key, and a file with a
test's id on each line.
"""

import importlib.abc
import importlib.machinery
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import spec_from_loader
from pathlib import Path
from tempfile import NamedTemporaryFile
from types import CodeType, ModuleType

import pytest

from tests.mutants.mutate import Mutant, mutants_of

_LONGEST_S = 90.0
ARGUMENTS = ("-q", "-x", "-p", "no:cacheprovider", "-p", "no:randomly", "--no-header")


class MutantLoader(importlib.abc.InspectLoader):
    """Loads the mutated module instead of the one in the file."""

    def __init__(self, mutant: Mutant, path: Path) -> None:
        self._mutant, self._path = mutant, path

    def get_source(self, fullname: str) -> str:
        """Return the source without the mistake, for tracebacks."""
        return self._path.read_text(encoding="utf-8")

    def get_code(self, fullname: str) -> CodeType:
        """Return the code with the mistake."""
        return compile(self._mutant.build(), str(self._path), "exec")


class MutantFinder(importlib.abc.MetaPathFinder):
    """Finds one module as a mutant; all others are found as ever."""

    def __init__(self, mutant: Mutant, path: Path) -> None:
        self._mutant, self._path = mutant, path

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Return how the mutant is loaded; None for any other module."""
        if fullname != self._mutant.module:
            return None
        loader = MutantLoader(self._mutant, self._path)
        spec = spec_from_loader(fullname, loader, origin=str(self._path))
        if spec is not None:
            spec.has_location = True
        return spec


def lives_alone(mutant: Mutant, path: Path, node_ids: Sequence[str]) -> bool:
    """Whether the tests pass in a process in which the mutant is all there ever was."""
    with NamedTemporaryFile("w", suffix=".txt") as tests:
        tests.write("\n".join(node_ids))
        tests.flush()
        command = [sys.executable, "-m", "tests.mutants.run_alone", str(path), mutant.key]
        try:
            ended = subprocess.run(
                [*command, tests.name], capture_output=True, timeout=_LONGEST_S, check=False
            )
        except subprocess.TimeoutExpired:
            return False
    return ended.returncode == pytest.ExitCode.OK


def main(path: Path, key: str, node_ids: Path) -> int:
    """Run the tests against one mutant; return pytest's exit code."""
    module = key.split(":", 1)[0]
    (mutant,) = (one for one in mutants_of(path, module) if one.key == key)
    sys.meta_path.insert(0, MutantFinder(mutant, path))
    return pytest.main([*ARGUMENTS, *node_ids.read_text(encoding="utf-8").splitlines()])


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])))
