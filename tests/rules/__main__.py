"""Takes each rule of the care plans out, part by part, and expects that its tests over REST fail.

`python -m tests.rules`, or `--rule CP-13` for some; `--check` runs nothing. The tests run once with
all rules in place first, so that what fails afterwards fails for the lack of its rule.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.rules.read_tests import RuleTest, read_rules, read_tests
from tests.rules.take_out import (
    Outcome,
    TakenOut,
    copied_project,
    judge,
    out_of_date,
    read_taken_out,
    run_tests,
    taken_out,
)
from tests.support.cleaner import Cleaner
from tests.support.servers import postgres_address

_WIDTH, _LONGEST = 54, 160


def main(arguments: Sequence[str] | None = None) -> int:
    """Take out what was chosen; return 1 unless a test noticed each time."""
    rules = read_rules()
    parser = argparse.ArgumentParser(prog="python -m tests.rules", description=__doc__)
    parser.add_argument("--rule", action="append", choices=rules, help="default: all of them")
    parser.add_argument("--check", action="store_true", help="only whether all can be taken out")
    options = parser.parse_args(arguments)
    chosen = options.rule or list(rules)
    parts = [it for it in read_taken_out() if it.rule in chosen]
    if stale := list(out_of_date(parts)):
        print("tests/rules/taken_out.toml:", *stale, sep="\n", file=sys.stderr)
        return 1
    return 0 if options.check else _run(parts)


def _run(parts: Sequence[TakenOut]) -> int:
    with tempfile.TemporaryDirectory(prefix="tocsin-rules-") as made:
        servers = Path(made)
        servers.chmod(0o755)
        with (
            Cleaner(servers) as cleaner,
            postgres_address(servers / "postgres", os.environ, cleaner.note) as dsn,
            copied_project() as folder,
        ):
            return _try_all(parts, folder, {**os.environ, "DATABASE_URL": dsn})


def _try_all(parts: Sequence[TakenOut], folder: Path, environment: Mapping[str, str]) -> int:
    over_rest = [test for test in read_tests() if test.over_rest]
    wanted = {it.rule for it in parts}
    whole = [test for test in over_rest if wanted & set(test.rules)]
    code, output = run_tests(whole, folder, environment)
    if code:
        print(f"fails with all rules in place: {judge(code, output).message}", file=sys.stderr)
        return 1
    print(f"{len(whole)} tests pass with all rules in place")
    fates = [_try(it, over_rest, folder, environment) for it in parts]
    lived = len(fates) - fates.count("noticed")
    print(f"{len(fates)} parts of {len(wanted)} rules taken out, {lived} not noticed")
    return 1 if lived else 0


def _try(
    part: TakenOut, tests: Sequence[RuleTest], folder: Path, environment: Mapping[str, str]
) -> str:
    since = time.monotonic()
    with taken_out(part, folder):
        of_rule = [test for test in tests if part.rule in test.rules]
        outcome = judge(*run_tests(of_rule, folder, environment))
    print(_row(part, outcome, time.monotonic() - since), flush=True)
    return outcome.fate


def _row(part: TakenOut, outcome: Outcome, took_s: float) -> str:
    what = f"{part.rule:<7}{part.without:<{_WIDTH}} {outcome.fate:<10}{took_s:5.0f} s"
    return f"{what}  {outcome.message[:_LONGEST]}"


if __name__ == "__main__":
    sys.exit(main())
