"""What `make demo` prints can be read on any terminal, and leads to what is worth a look."""

import fcntl
from pathlib import Path

import pytest

from local_stack.import_demo import busiest
from local_stack.judged_cases import Judged, show_judged
from local_stack.print_token import folder_of_tokens
from local_stack.state_folder import StateFolder


def judged(customer_id: str, quarter: str, plan: str = "gold", late_s: float = 0.0) -> Judged:
    """A case that was late, or not."""
    state = "breached" if late_s else "met"
    return Judged(customer_id, plan, "P1", state, late_s or None, quarter)


@pytest.mark.parametrize("columns", ["80", "40"])
def test_figures_are_whole_on_80_columns(
    columns: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    many = [judged("c", "2016-Q1", "platinum", 400 * 86_400.0 * (n % 2)) for n in range(123_456)]
    show_judged(many)
    printed = capsys.readouterr().out
    assert "…" not in printed
    assert "123456  61728     61728  50.0 %    400 d 00 h  400 d 00 h" in printed
    assert max(len(line.rstrip()) for line in printed.splitlines()) <= 80


def test_the_review_is_that_of_the_quarter_with_most_cases() -> None:
    cases = [
        *[judged("acme", "2006-Q1")] * 2,
        *[judged("acme", "2016-Q2")] * 3,
        *[judged("globex", "2016-Q2")] * 2,
        *[judged("initech", "2016-Q3", "silver")] * 9,
    ]
    assert busiest(cases, "gold") == ("acme", "2016-Q2")
    assert busiest(cases, "platinum") is None


def test_a_token_is_for_what_runs(tmp_path: Path) -> None:
    def runs(path: Path) -> None:
        path.mkdir(exist_ok=True)
        held = (path / "lock").open("w")
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        locks.append(held)

    locks: list[object] = []
    run, demo = tmp_path, tmp_path / "demo"
    assert folder_of_tokens(tmp_path).path == run
    runs(demo)
    assert folder_of_tokens(tmp_path).path == demo
    runs(run)
    assert folder_of_tokens(tmp_path).path == run


def test_a_run_that_has_ended_runs_no_more(tmp_path: Path) -> None:
    folder = StateFolder(tmp_path)
    assert not folder.is_running
    (tmp_path / "lock").touch()
    assert not folder.is_running
