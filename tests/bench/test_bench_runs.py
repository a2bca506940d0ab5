"""The bench runs from beginning to end and prints its table; what the figures are is nobody's
business here."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench.figures import Figure, Report, missed

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.timeout(900)
def test_every_measure_reports_into_one_table() -> None:
    command = [sys.executable, "-m", "tests.bench", "--size", "tiny", "--width", "200"]

    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)

    assert done.returncode == 0, done.stderr
    for measure in (
        "append",
        "hash chain",
        "sealed",
        "relay to the broker",
        "visible",
        "found by words",
        "consumer applies",
        "overdue",
        "start until ready",
        "business days",
        "what if",
        "follow a calendar",
    ):
        assert measure in done.stdout


def test_a_figure_must_reach_its_aim_in_one_of_the_repeats() -> None:
    figures = (
        [Figure(name="slow", rate=rate, at_least=100.0), Figure(name="free", rate=rate)]
        for rate in (90.0, 99.0)
    )
    slow = [Report(measure="any", figures=repeat) for repeat in figures]
    once = Report(measure="any", figures=[Figure(name="slow", rate=101.0, at_least=100.0)])

    assert missed(slow) == ["slow: 99 a second, 100 at least"]
    assert missed([*slow, once]) == []


def test_bad_input_is_one_line_and_exit_code_2() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench", "--only", "luck"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )

    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
