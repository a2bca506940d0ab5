"""Runs the tests against many mutants quickly: they are collected once, and each mutant is a fork.

In the fork the code of one function is exchanged, which all who imported that function see. What
was computed before, while tests were imported, stays as it was; so a mutant that lives here is run
once more by `run_alone`, in a process of its own.
"""

import functools
import gc
import os
import pickle
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from inspect import unwrap
from pathlib import Path
from tempfile import TemporaryDirectory
from types import CodeType, FrameType, FunctionType, ModuleType
from typing import Literal, TypeAlias

import pytest

from tests.mutants.mutate import Mutant
from tests.support.pure_tests import is_pure

Fate: TypeAlias = Literal["killed", "hung", "lived", "untested"]
_LONGEST_TEST_S = 1.0
"""Of the processor's time, while it is watched: some ten times as much as without."""
_MORE_TIME = 10
_LEAST_TIME_S = 5.0
_LOOK_EVERY_S = 0.005
_DIED, _LIVED = 1, 0


@dataclass(frozen=True, slots=True)
class PureTest:
    """A pure test: how long it took without a mutant, and the functions that it called."""

    node_id: str
    took_s: float
    called: frozenset[tuple[str, str]]


class MutantRunner:
    """A plugin of pytest that runs mutants instead of the tests that were collected."""

    def __init__(self, mutants: Sequence[Mutant], workers: int, until: float) -> None:
        self._mutants, self._workers, self._until = mutants, workers, until
        self.fates: dict[str, Fate] = {}
        self.tested: Sequence[PureTest] = ()
        self.failing: Sequence[str] = ()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run all tests once without a mutant, and then those that call a mutated function."""
        items = {item.nodeid: item for item in session.items if is_pure(item)}
        self.tested, self.failing = _without_a_mutant(session, items)
        if not self.failing:
            self._run(session, items)
        return True

    def _run(self, session: pytest.Session, items: Mapping[str, pytest.Item]) -> None:
        running: dict[int, tuple[Mutant, float]] = {}
        waiting = list(self._mutants)
        while (waiting and time.monotonic() < self._until) or running:
            while waiting and len(running) < self._workers and time.monotonic() < self._until:
                mutant = waiting.pop(0)
                tests = calling_tests(mutant, self.tested)
                if not tests:
                    self.fates[mutant.key] = "untested"
                    continue
                limit = _LEAST_TIME_S + _MORE_TIME * sum(test.took_s for test in tests)
                process = _fork(session, mutant, [items[test.node_id] for test in tests])
                running[process] = mutant, time.monotonic() + limit
            self._look(running)

    def _look(self, running: dict[int, tuple[Mutant, float]]) -> None:
        for process, (mutant, until) in list(running.items()):
            ended, status = os.waitpid(process, os.WNOHANG)
            if ended:
                code = os.waitstatus_to_exitcode(status)
                self.fates[mutant.key] = "lived" if code == _LIVED else "killed"
                del running[process]
            elif time.monotonic() > until:
                os.kill(process, 9)
                os.waitpid(process, 0)
                self.fates[mutant.key] = "hung"
                del running[process]
        time.sleep(_LOOK_EVERY_S)


def calling_tests(mutant: Mutant, tested: Sequence[PureTest]) -> Sequence[PureTest]:
    """Return the tests that call the mutated function, quick ones first.

    A constant of a module has no callers: all tests that call anything of its module are meant;
    where nothing of it can be called, those that call anything of a module that imports from it.
    """
    if mutant.function is not None:
        wanted = (mutant.module, mutant.function)
        calling: Sequence[PureTest] = [test for test in tested if wanted in test.called]
    else:
        own = _calling_any(tested, {mutant.module})
        calling = own or _calling_any(tested, _importers_of(mutant.module))
    return sorted(calling, key=lambda test: test.took_s)


def _calling_any(tested: Sequence[PureTest], modules: Set[str]) -> Sequence[PureTest]:
    return [test for test in tested if any(name in modules for name, _ in test.called)]


@functools.cache
def _importers_of(module: str) -> Set[str]:
    """Return the modules, tests among them, that import names from `module`."""
    line = f"from {module} import "
    files = {name: getattr(one, "__file__", None) for name, one in list(sys.modules.items())}
    sources = {name: Path(file) for name, file in files.items() if file and file.endswith(".py")}
    return {name for name, file in sources.items() if line in file.read_text("utf-8", "replace")}


def _without_a_mutant(
    session: pytest.Session, items: Mapping[str, pytest.Item]
) -> tuple[Sequence[PureTest], Sequence[str]]:
    """Return what each test calls, and the tests that fail.

    In a fork: nothing is computed ahead.
    """
    with TemporaryDirectory() as folder:
        report = Path(folder) / "report"

        def watch() -> int:
            report.write_bytes(pickle.dumps(_watch(session, list(items.values()))))
            return 0

        os.waitpid(_in_fork(watch), 0)
        tested, failing = pickle.loads(report.read_bytes())
    return tested, failing


def _watch(
    session: pytest.Session, items: Sequence[pytest.Item]
) -> tuple[list[PureTest], list[str]]:
    tested, failing = list[PureTest](), list[str]()
    for item in items:
        called = set[tuple[str, str]]()
        failed_before, since = session.testsfailed, time.process_time()
        sys.setprofile(functools.partial(_note, called, since + _LONGEST_TEST_S))
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
        sys.setprofile(None)
        took_s = time.process_time() - since
        if took_s >= _LONGEST_TEST_S:
            continue
        if session.testsfailed > failed_before:
            failing.append(item.nodeid)
        else:
            tested.append(PureTest(item.nodeid, took_s, frozenset(called)))
    return tested, failing


def _note(
    called: set[tuple[str, str]], until: float, frame: FrameType, what: str, _: object
) -> None:
    if what == "call":
        if time.process_time() > until:
            sys.setprofile(None)
            pytest.skip("takes too long to be run for each mutant")
        module = frame.f_globals.get("__name__", "")
        called.add((module, frame.f_code.co_qualname.split(".<locals>")[0]))


def _fork(session: pytest.Session, mutant: Mutant, items: Sequence[pytest.Item]) -> int:
    def run() -> int:
        for cached in gc.get_objects():
            if isinstance(cached, functools._lru_cache_wrapper):
                cached.cache_clear()
        put_in(mutant)
        for item in items:
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
            if session.testsfailed:
                return _DIED
        return _LIVED

    return _in_fork(run)


def _in_fork(run: Callable[[], int]) -> int:
    process = os.fork()
    if process:
        return process
    code = _DIED
    try:
        silence()
        code = run()
    finally:
        # Not `sys.exit`: that would run what the parent wants done at its own end.
        os._exit(code)


def silence() -> None:
    """Let this process write to nowhere: a thousand test runs would have much to tell."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


def put_in(mutant: Mutant) -> None:
    """Put the mutant in the place of what this process has imported."""
    module = sys.modules[mutant.module]
    code = compile(mutant.build(), str(module.__file__), "exec")
    if mutant.function is None:
        _exchange_constants(module, code)
        return
    functions = {function.__qualname__: function for function in _functions_of(module)}
    codes = {one.co_qualname: one for one in _codes_in(code)}
    functions[mutant.function].__code__ = codes[mutant.function]


def _exchange_constants(module: ModuleType, code: CodeType) -> None:
    changed: dict[str, object] = {"__name__": module.__name__}
    exec(code, changed)
    for name, value in changed.items():
        if not isinstance(value, type | FunctionType | ModuleType) and not name.startswith("__"):
            setattr(module, name, value)


def _functions_of(owner: ModuleType | type) -> Iterator[FunctionType]:
    for value in vars(owner).values():
        if isinstance(value, type):
            if value.__module__ == (owner.__name__ if isinstance(owner, ModuleType) else None):
                yield from _functions_of(value)
            continue
        inner = getattr(value, "fget", None) or getattr(value, "__func__", None) or value
        plain = unwrap(inner) if callable(inner) else None
        if isinstance(plain, FunctionType):
            yield plain


def _codes_in(code: CodeType) -> Iterable[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _codes_in(constant)
