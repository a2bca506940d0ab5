"""`make mutants`: puts small mistakes into the rules and lists those that no pure test notices."""

import argparse
import os
import pickle
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, settings

from tests.mutants.fork_and_run import Fate, MutantRunner, calling_tests, silence
from tests.mutants.mutate import Mutant
from tests.mutants.run_alone import ARGUMENTS, lives_alone
from tests.mutants.targets import ROOT, TARGETS, mutants_of_target

EXPLAINED = Path(__file__).parent / "explained.toml"
"""Mutants that may live, each with the reason: mostly, that nobody can tell it from the original.
"""


@dataclass(frozen=True, slots=True)
class Result:
    """How the mutants of one target ended. `fates` holds those that were run."""

    all: int
    fates: Mapping[str, Fate]
    failing: Sequence[str] = ()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run mutants; return 0 where each that lived is explained, and each explanation is needed."""
    options = _parser().parse_args(arguments)
    explained = read_explained(EXPLAINED)
    complaints = list[str]()
    until = time.monotonic() + options.minutes * 60
    print(_row("target", "mutants", "run", "killed", "hung", "lived", "explained"))
    for name in options.target or TARGETS:
        everything = mutants_of_target(TARGETS[name])
        chosen = sampled(in_modules(everything, options.module), options.sample, options.seed)
        result = _run(name, everything, chosen, options.workers, until)
        complaints += [f"fails without a mutant: {test}" for test in result.failing]
        complaints += judge(everything, result.fates, explained, TARGETS[name].package)
        counts = Counter(result.fates.values())
        lived = [key for key, fate in result.fates.items() if fate in ("lived", "untested")]
        known = sum(key in explained for key in lived)
        figures = (result.all, len(result.fates), counts["killed"], counts["hung"])
        print(_row(name, *figures, len(lived), known), flush=True)
    print(
        "\n".join(["", *complaints] if complaints else ["", "every mutant that lived is explained"])
    )
    return 1 if complaints else 0


def in_modules(mutants: Sequence[Mutant], names: Sequence[str]) -> Sequence[Mutant]:
    """Return the mutants of these modules, by their last name; no names: all of them."""
    return [one for one in mutants if not names or one.module.rsplit(".", 1)[-1] in names]


def sampled(mutants: Sequence[Mutant], number: int, seed: int) -> Sequence[Mutant]:
    """Return so many mutants, drawn by the seed and in their order; 0: all of them."""
    if number <= 0 or number >= len(mutants):
        return mutants
    drawn = sorted(Random(seed).sample(range(len(mutants)), number))
    return [mutants[index] for index in drawn]


def read_explained(path: Path) -> Mapping[str, str]:
    """Return the reasons by the mutant's key. Raises ValueError for one that is empty or twice."""
    entries = tomllib.loads(path.read_text(encoding="utf-8")).get("mutant", [])
    reasons = {entry["key"]: entry["reason"].strip() for entry in entries}
    if len(reasons) != len(entries) or not all(reasons.values()):
        raise ValueError(f"{path.name}: a key stands there twice, or without a reason")
    return reasons


def judge(
    mutants: Sequence[Mutant],
    fates: Mapping[str, Fate],
    explained: Mapping[str, str],
    package: str,
) -> Sequence[str]:
    """Return a line for each mutant that lived unexplained, and for each stale explanation."""
    lines = {mutant.key: mutant.line for mutant in mutants}
    unexplained = [
        f"{fate}: {key} (line {lines[key]})"
        for key, fate in fates.items()
        if fate in ("lived", "untested") and key not in explained
    ]
    own = [key for key in explained if key.startswith((f"{package}.", f"{package}:"))]
    gone = [f"explained, but there is no such mutant: {key}" for key in own if key not in lines]
    dead = [f"explained, but killed: {key}" for key in own if fates.get(key) in ("killed", "hung")]
    return [*unexplained, *gone, *dead]


def _run(
    name: str, everything: Sequence[Mutant], chosen: Sequence[Mutant], workers: int, until: float
) -> Result:
    # Each target in a fork: pytest is run once a process.
    with TemporaryDirectory() as folder:
        report = Path(folder) / "report"
        process = os.fork()
        if not process:
            code = 1
            try:
                report.write_bytes(pickle.dumps(_run_here(name, chosen, workers, until)))
                code = 0
            finally:
                os._exit(code)
        os.waitpid(process, 0)
        fates, failing = pickle.loads(report.read_bytes())
    return Result(len(everything), fates, failing)


def _run_here(
    name: str, chosen: Sequence[Mutant], workers: int, until: float
) -> tuple[dict[str, Fate], Sequence[str]]:
    _hurry_hypothesis()
    runner = MutantRunner(chosen, workers, until)
    target = TARGETS[name]
    silence()
    pytest.main([*ARGUMENTS, str(ROOT / target.tests)], plugins=[runner])
    if not runner.tested and not runner.failing:
        return {}, [f"{target.tests}: no test could be run"]
    lived = [mutant for mutant in chosen if runner.fates.get(mutant.key) == "lived"]

    def run_again(mutant: Mutant) -> Fate:
        if time.monotonic() > until:
            return "lived"
        path = Path(str(sys.modules[mutant.module].__file__))
        tests = [test.node_id for test in calling_tests(mutant, runner.tested)]
        return "lived" if lives_alone(mutant, path, tests) else "killed"

    with ThreadPoolExecutor(workers) as pool:
        keys = (mutant.key for mutant in lived)
        runner.fates.update(zip(keys, pool.map(run_again, lived), strict=True))
    return runner.fates, runner.failing


def _hurry_hypothesis() -> None:
    phases = (Phase.explicit, Phase.generate)
    settings.register_profile(
        "mutants", database=None, derandomize=True, deadline=None, phases=phases
    )
    settings.load_profile("mutants")


def _row(*cells: object) -> str:
    return f"{cells[0]!s:<12}" + "".join(f"{cell!s:>10}" for cell in cells[1:])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--target", action="append", choices=TARGETS, help="default: all of them")
    parser.add_argument(
        "--module", action="append", default=[], help="only these modules of a target: page_message"
    )
    parser.add_argument("--sample", type=int, default=0, help="so many of each target; 0: all")
    parser.add_argument("--seed", type=int, default=1, help="draws the sample")
    parser.add_argument("--minutes", type=float, default=30.0, help="start none after so long")
    parser.add_argument("--workers", type=int, default=min(os.cpu_count() or 1, 4))
    return parser


if __name__ == "__main__":
    sys.exit(main())
