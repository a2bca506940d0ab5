"""Takes a rule of the care plans out of a copy of the project, and runs the rule's tests there.

What is taken out stands in `taken_out.toml`: a rule, what is done in words, and changes of files,
each of a text that stands in its file exactly once. A rule has one entry for each part of it.
"""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Literal

from tests.rules.read_tests import ROOT, RuleTest

TAKEN_OUT_FILE: Final = Path(__file__).with_name("taken_out.toml")
PARTS: Final = ("libs", "services", "deploy", "tests", "docs", "pyproject.toml")
_ARGUMENTS: Final = ("-q", "-x", "-rfE", "--tb=line", "-p", "no:cacheprovider", "--no-header")
_LONGEST_S: Final = 300.0
_SUMMARY: Final = re.compile(r"^(FAILED|ERROR) (.+?)(?: - (.*))?$", re.MULTILINE)
_WHERE: Final = re.compile(r"^/\S+?/(tests/\S+\.py):\d+: ", re.MULTILINE)
"""Where a failure came up, if that was in a test: `/tmp/x/tests/intake/test_who_may.py:22: `."""
_WIDE: Final = {"COLUMNS": "300"}
"""So that pytest does not cut its reasons short."""

Fate = Literal["noticed", "unnoticed", "broken"]


class DoesNotApply(Exception):
    """A text is not in its file exactly once. Say in `taken_out.toml` what stands there today."""


@dataclass(frozen=True, slots=True)
class Change:
    """`old` becomes `new` in a file, named from the project's folder."""

    file: str
    old: str
    new: str

    def apply_to(self, text: str) -> str:
        """Return the file's text as it is with the change. Raises DoesNotApply."""
        if text.count(self.old) != 1:
            raise DoesNotApply(f"{self.file}: {text.count(self.old)} times: {self.old}")
        return text.replace(self.old, self.new)


@dataclass(frozen=True, slots=True)
class TakenOut:
    """A part of a rule that is taken out; `without` says in words what is so then."""

    rule: str
    without: str
    changes: Sequence[Change]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the rule's tests said: `noticed` by the failure of a test, which is the `message`.

    `broken`: a test could not be run, or failed in the project's own code.
    """

    fate: Fate
    message: str


def read_taken_out(file: Path = TAKEN_OUT_FILE) -> Sequence[TakenOut]:
    """Return all that is taken out, in the order of the file."""
    entries = tomllib.loads(file.read_text(encoding="utf-8"))["taken_out"]
    return [
        TakenOut(it["rule"], it["without"], [Change(**change) for change in it["changes"]])
        for it in entries
    ]


@contextmanager
def copied_project(root: Path = ROOT) -> Iterator[Path]:
    """Yield a folder with a copy of the project, in which files can be changed."""
    with TemporaryDirectory(prefix="tocsin-rules-") as made:
        folder = Path(made)
        for part in PARTS:
            if (root / part).is_dir():
                shutil.copytree(root / part, folder / part)
            else:
                shutil.copy(root / part, folder / part)
        yield folder


@contextmanager
def taken_out(change: TakenOut, folder: Path) -> Iterator[None]:
    """Take it out of a copy of the project, until the block ends. Raises DoesNotApply."""
    before = {it.file: (folder / it.file).read_text(encoding="utf-8") for it in change.changes}
    try:
        for it in change.changes:
            text = it.apply_to((folder / it.file).read_text(encoding="utf-8"))
            (folder / it.file).write_text(text, encoding="utf-8")
        yield
    finally:
        for file, text in before.items():
            (folder / file).write_text(text, encoding="utf-8")


def out_of_date(parts: Sequence[TakenOut], root: Path = ROOT) -> Iterator[str]:
    """Yield a line for each part that cannot be taken out of the project as it is."""
    for part in parts:
        texts = {it.file: (root / it.file).read_text(encoding="utf-8") for it in part.changes}
        for change in part.changes:
            try:
                texts[change.file] = change.apply_to(texts[change.file])
            except DoesNotApply as problem:
                yield f"{part.rule}: {part.without}: {problem}"


def run_tests(
    tests: Sequence[RuleTest], folder: Path, environment: Mapping[str, str]
) -> tuple[int, str]:
    """Run tests of a copy of the project, up to the first that fails; return code and output."""
    command = [sys.executable, "-m", "pytest", *_ARGUMENTS, *(test.node_id for test in tests)]
    packages = sorted({str(it.parent) for it in folder.glob("*/*/pyproject.toml")})
    # Before the packages that are installed here: those are the project's own folders.
    paths = {"PYTHONPATH": os.pathsep.join([str(folder), *packages])}
    try:
        ended = subprocess.run(
            command,
            cwd=folder,
            env={**environment, **paths, **_WIDE, "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            timeout=_LONGEST_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return -1, f"no end within {_LONGEST_S:g} s"
    return ended.returncode, ended.stdout + ended.stderr


def judge(code: int, output: str) -> Outcome:
    """Return what a run of the tests says.

    A test notices where it comes upon an answer that it did not expect; a failure that comes up in
    the project's own code tells nothing of the rule.
    """
    if code == 0:
        return Outcome("unnoticed", "all pass")
    summary = _SUMMARY.search(output)
    if summary is None:
        return Outcome("broken", output.strip()[-300:])
    is_notice = summary[1] == "FAILED" and _WHERE.search(output) is not None
    name = summary[2].rpartition("::")[2]
    return Outcome("noticed" if is_notice else "broken", f"{name}: {summary[3] or ''}")
