"""A dry run says what an import would make, what is unclear and why, and writes nothing."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from rich.cells import cell_len

from events.operations.terminal import StopCommand
from intake.__main__ import main
from intake.history.find_doubts import Doubt, doubts
from intake.history.import_command import prepare
from intake.history.plan_history import plan_history
from intake.history.read_any_log import ImportOptions
from intake.history.read_servicenow import read
from tests.intake.test_import_history import LIBRARY
from tests.support.incident_log import LogMaker, Row, write_log

ZONE = ZoneInfo("America/Sao_Paulo")
NOW = datetime(2026, 11, 1, tzinfo=UTC)
PLAIN: Row = {
    **LogMaker(incidents=1).rows()[0],
    "number": "INC1",
    "opened_at": "29-02-2016 01:16",
    "sys_updated_at": "29-02-2016 01:23",
    "incident_state": "New",
    "priority": "3 - Moderate",
    "location": "Location 1",
    "caller_id": "Caller 1",
    "contact_type": "?",
    "assigned_to": "?",
    "sys_mod_count": "?",
}
CLOSED: Row = {"incident_state": "Closed", "sys_updated_at": "29-02-2016 03:00"}


def doubts_of(folder: Path, *changes: Row) -> dict[str, tuple[str, int]]:
    log = write_log([{**PLAIN, **change} for change in changes], folder / "log.csv")
    plan = plan_history(list(read(log, ZONE, NOW)), ZONE, None)
    return {doubt.what: (doubt.kind, doubt.count) for doubt in doubts(plan)}


def test_a_log_that_is_clear_raises_no_doubt(tmp_path: Path) -> None:
    assert doubts_of(tmp_path, {}, CLOSED) == {}


@pytest.mark.parametrize(
    ("changes", "what", "kind"),
    [
        (
            ({"incident_state": "Active", "sys_updated_at": "29-02-2016 01:16"},),
            "cases were answered at the instant of their opening",
            "unclear",
        ),
        (({"incident_state": "Active"},), "cases were in work in their first row", "unclear"),
        (({"location": "?"},), "cases name no location", "unclear"),
        (({"caller_id": "?"},), "cases name no caller", "unclear"),
        ((CLOSED, {}), "incidents had rows in another order", "unclear"),
        (
            ({"sys_updated_at": "29-02-2016 01:00"},),
            "rows were timed before the opening",
            "unclear",
        ),
        (({}, CLOSED, CLOSED), "rows came after a closing", "left out"),
        (({}, {}), "rows changed neither state nor priority", "left out"),
        (
            (
                {"assigned_to": "Ann"},
                {"incident_state": "Active", "assigned_to": "Bob"},
                {**CLOSED, "assigned_to": "Bob"},
            ),
            "changes of the engineer",
            "left out",
        ),
        (({"contact_type": "Phone"},), "cases have a contact type (Phone 1)", "left out"),
    ],
)
def test_each_doubt_is_counted_by_itself(
    tmp_path: Path, changes: tuple[Row, ...], what: str, kind: str
) -> None:
    assert doubts_of(tmp_path, *changes) == {what: (kind, 1)}


def test_a_doubt_says_what_becomes_of_it() -> None:
    assert str(Doubt("left out", 2, "rows came late", "they wait")) == (
        "2 rows came late: they wait"
    )


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = main(["import-servicenow", *arguments, "--zone", ZONE.key, "--dry-run"])
    return code, capsys.readouterr().out


@pytest.fixture(autouse=True)
def no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TOCSIN_DATABASE_URL", raising=False)


def test_a_dry_run_shows_customers_and_doubts_as_tables_without_a_database(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows: list[Row] = [PLAIN, {**PLAIN, **CLOSED}, {**PLAIN, "number": "INC2", "location": "?"}]
    code, out = run(capsys, str(write_log(rows, tmp_path / "log.csv")))
    lines = [line.split("  ") for line in out.splitlines()]
    assert code == 0
    assert out.startswith("2 cases of 2 customers would be made; their terms go from 2016-01-01")
    assert [cell.strip() for cell in lines[2] if cell][:3] == ["customer", "name", "plan"]
    assert any(line[0] == "location-1" and " platinum" in line for line in lines)
    assert "unclear       1   cases name no location" in out


def test_a_dry_run_lists_bad_rows_with_the_reason_and_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows: list[Row] = [PLAIN, {**PLAIN, "number": "INC2", "priority": "10 - x"}]
    log = str(write_log(rows, tmp_path / "log.csv"))
    code, out = run(capsys, log)
    assert code == 2
    assert "1 cases of 1 customers would be made without the bad rows" in out
    assert "       1       3   priority   is none of 1 to 4, such as 3 or 3 - Moderate" in out
    code, out = run(capsys, log, "--skip-bad")
    assert code == 0
    assert out.startswith("1 cases of 1 customers would be made;")


def test_a_log_without_a_good_row_is_refused_by_its_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = write_log([{**PLAIN, "priority": "1st"}], tmp_path / "log.csv")
    code = main(["import-servicenow", str(log), "--zone", ZONE.key, "--dry-run"])
    assert code == 2
    assert capsys.readouterr().err.startswith("log.csv: line 2, column priority: ")


@pytest.mark.parametrize("width", [80, 120])
def test_a_dry_run_fits_the_terminal(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    width: int,
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    names = (
        "東京" * 30,
        "A customer whose name is as long as a line of a terminal, or longer still",
    )
    rows: list[Row] = [
        {**PLAIN, "number": f"INC{index}", "location": name} for index, name in enumerate(names)
    ]
    bad: list[Row] = [{**PLAIN, "number": f"INC{n}", "priority": "?"} for n in range(5, 8)]
    _, out = run(capsys, str(write_log([*rows, *bad], tmp_path / "log.csv")))
    assert max(map(cell_len, out.splitlines()[1:])) <= width


def test_bad_rows_that_are_alike_are_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad: list[Row] = [{**PLAIN, "number": f"INC{n}", "priority": "?"} for n in range(5, 8)]
    log = str(write_log([PLAIN, *bad], tmp_path / "log.csv"))
    _, out = run(capsys, log)
    assert "       3   3, 4, 5   priority   is none of 1 to 4" in out
    with pytest.raises(StopCommand) as stopped:
        prepare(ImportOptions(file=Path(log), zone=ZONE.key), LIBRARY, NOW)
    assert str(stopped.value) == (
        "log.csv: line 3, column priority: is none of 1 to 4, such as 3 or 3 - Moderate"
        " (and lines 4, 5)"
    )
