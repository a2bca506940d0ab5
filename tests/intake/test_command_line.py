"""What the command line says to bad input: one line on stderr for each thing, exit 2, nothing
written.
"""

from pathlib import Path

import pytest

from intake.__main__ import main
from tests.support.incident_log import LogMaker, write_log


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    try:
        code = main(arguments)
    except SystemExit as stopped:
        code = int(str(stopped.code))
    out, err = capsys.readouterr()
    return code, out, err


@pytest.fixture
def bad_log(tmp_path: Path) -> Path:
    rows = LogMaker(seed=3, incidents=10).rows()
    rows[4] = {**rows[4], "priority": "9"}
    rows[6] = {**rows[6], "sys_updated_at": "yesterday"}
    return write_log(rows, tmp_path / "bad.csv")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["import-servicenow", "nowhere.csv", "--zone", "America/Sao_Paulo"],
            "nowhere.csv: No such file or directory",
        ),
        (
            ["import-servicenow", "nowhere.csv", "--zone", "Nowhere/City"],
            "no time zone 'Nowhere/City'",
        ),
        (["import-servicenow", "nowhere.csv", "--zone", "../etc"], "no time zone '../etc'"),
        (
            ["import-servicenow", "x.csv", "--zone", "UTC", "--plan", "bronze"],
            "invalid choice: 'bronze'",
        ),
        (["import-servicenow"], "required: file, --zone"),
        (["dance"], "invalid choice: 'dance'"),
        ([], "required: command"),
    ],
)
def test_bad_arguments(
    capsys: pytest.CaptureFixture[str], dsn_free: None, arguments: list[str], message: str
) -> None:
    code, out, err = run(capsys, *arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert message in err


@pytest.fixture
def dsn_free(monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that is never asked."""
    monkeypatch.setenv("TOCSIN_DATABASE_URL", "postgresql://localhost:1/none")


def test_a_database_that_does_not_answer(
    capsys: pytest.CaptureFixture[str], dsn_free: None
) -> None:
    code, _, err = run(capsys, "migrate")
    assert (code, err.count("\n")) == (2, 1)


def test_bad_rows_stop_the_import_before_anything_is_written(
    capsys: pytest.CaptureFixture[str], dsn_free: None, bad_log: Path
) -> None:
    code, _, err = run(capsys, "import-servicenow", str(bad_log), "--zone", "America/Sao_Paulo")
    assert code == 2
    assert err.splitlines() == [
        "bad.csv: line 6, column priority: is none of 1 to 4, such as 3 or 3 - Moderate",
        "bad.csv: line 8, column sys_updated_at: is no time such as 29-02-2016 01:16",
    ]


def test_bad_rows_may_be_skipped_and_are_counted(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, dsn: str, bad_log: Path
) -> None:
    monkeypatch.setenv("TOCSIN_DATABASE_URL", dsn)
    code, out, _ = run(
        capsys, "import-servicenow", str(bad_log), "--zone", "America/Sao_Paulo", "--skip-bad"
    )
    assert code == 0
    assert "2 bad rows were skipped" in out
