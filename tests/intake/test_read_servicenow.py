"""The export is read row by row; what is bad is named by line and column."""

import random
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from intake.history.collect_incidents import NotALog
from intake.history.incidents import Incident
from intake.history.read_servicenow import local, read, read_log
from tests.support.incident_log import LogMaker, Row, write_log

SAO_PAULO = ZoneInfo("America/Sao_Paulo")
NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)


def rows_of(*changes: Row) -> list[Row]:
    row = LogMaker(incidents=1).rows()[0]
    plain = {
        **row,
        "number": "INC1",
        "opened_at": "29-02-2016 01:16",
        "sys_updated_at": "29-02-2016 01:23",
    }
    return [
        {**plain, "incident_state": "New", "priority": "3 - Moderate", **change}
        for change in changes
    ]


def test_local_times_become_utc(tmp_path: Path) -> None:
    [incident] = read(write_log(rows_of({}), tmp_path / "log.csv"), SAO_PAULO, NOW)
    assert incident.opened_at == datetime(2016, 2, 29, 4, 16, tzinfo=UTC)
    assert incident.rows[0].at == datetime(2016, 2, 29, 4, 23, tzinfo=UTC)


def test_a_time_that_was_skipped_moves_later_and_one_that_came_twice_is_the_first() -> None:
    assert local("18-10-2015 00:30", SAO_PAULO) == datetime(2015, 10, 18, 3, 30, tzinfo=UTC)
    assert local("20-02-2016 23:30", SAO_PAULO) == datetime(2016, 2, 21, 1, 30, tzinfo=UTC)


def test_nothing_happened_before_the_opening(tmp_path: Path) -> None:
    times = ("29-02-2016 01:00", "29-02-2016 03:00", "29-02-2016 02:00")
    rows = rows_of(
        *({"sys_updated_at": at, "sys_mod_count": str(count)} for count, at in enumerate(times))
    )
    [incident] = read(write_log(rows, tmp_path / "log.csv"), SAO_PAULO, NOW)
    assert [(f"{row.at:%H:%M}", row.moved) for row in incident.rows] == [
        ("04:16", True),
        ("05:00", False),
        ("06:00", False),
    ]


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_a_file_says_nothing(tmp_path: Path, seed: int) -> None:
    rows = LogMaker(seed=3, incidents=80).rows()
    as_made = read(write_log(rows, tmp_path / "made.csv"), SAO_PAULO, NOW)
    random.Random(seed).shuffle(rows)
    shuffled = read(write_log(rows, tmp_path / "shuffled.csv"), SAO_PAULO, NOW)
    assert {facts(it) for it in shuffled} == {facts(it) for it in as_made}
    assert any(it.sorted_rows for it in shuffled)


def facts(incident: Incident) -> object:
    """What an incident is, but for the lines where it stands."""
    rows = tuple(replace(row, line=0) for row in incident.rows)
    return replace(incident, rows=rows, sorted_rows=False)


def test_of_a_file_with_its_newest_row_first_also_rows_of_one_minute_are_turned(
    tmp_path: Path,
) -> None:
    opened = "29-02-2016 01:23"
    came = (("Closed", "05-03-2016 12:00"), ("Active", opened), ("New", opened))
    rows = rows_of(
        *(
            {"incident_state": state, "sys_updated_at": at, "sys_mod_count": "?"}
            for state, at in came
        )
    )
    [incident] = read(write_log(rows, tmp_path / "log.csv"), SAO_PAULO, NOW)
    assert [row.state for row in incident.rows] == ["New", "Active", "Closed"]


@pytest.mark.parametrize(
    "counts", [("2", "1", "0"), ("?", "?", "?"), ("0", "0", "0"), ("0", "2", "1")]
)
def test_rows_in_another_order_are_taken_as_they_came_about(
    tmp_path: Path, counts: tuple[str, ...]
) -> None:
    came = (
        ("Closed", "05-03-2016 12:00"),
        ("Active", "01-03-2016 09:00"),
        ("New", "29-02-2016 01:23"),
    )
    rows = rows_of(
        *(
            {"incident_state": state, "sys_updated_at": at, "sys_mod_count": count}
            for (state, at), count in zip(came, counts, strict=True)
        )
    )
    [incident] = read(write_log(rows, tmp_path / "log.csv"), SAO_PAULO, NOW)
    assert [(row.state, row.at.day, row.line) for row in incident.rows] == [
        ("New", 29, 4),
        ("Active", 1, 3),
        ("Closed", 5, 2),
    ]


def test_incidents_that_stand_in_between_each_other_are_told_apart(tmp_path: Path) -> None:
    one, other = rows_of({}, {"number": "INC2"})
    log = read_log(write_log([one, other, one, other], tmp_path / "log.csv"), SAO_PAULO, NOW)
    assert [(it.number, len(it.rows)) for it in log.incidents] == [("INC1", 2), ("INC2", 2)]


def test_the_first_rows_location_counts_and_question_marks_are_nothing(tmp_path: Path) -> None:
    rows = rows_of({"location": "?", "caller_id": "?"}, {"location": "Location 4"})
    [incident] = read(write_log(rows, tmp_path / "log.csv"), SAO_PAULO, NOW)
    assert (incident.location, incident.caller) == (None, None)


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"number": ""}, "number"),
        ({"number": "?"}, "number"),
        ({"incident_state": "-100"}, "incident_state"),
        ({"priority": "5 - Planning"}, "priority"),
        ({"priority": "?"}, "priority"),
        ({"sys_updated_at": "2016-02-29 01:16"}, "sys_updated_at"),
        ({"opened_at": "30-02-2016 01:16"}, "opened_at"),
        ({"opened_at": "?"}, "opened_at"),
        ({"priority": "10 - x"}, "priority"),
        ({"priority": "1st"}, "priority"),
        ({"opened_at": "01-01-0001 00:00"}, "opened_at"),
        ({"opened_at": "01-01-2030 00:00"}, "opened_at"),
        ({"sys_updated_at": "01-01-2030 00:00"}, "sys_updated_at"),
        ({"sys_updated_at": "31-12-9999 23:59"}, "sys_updated_at"),
        ({"sys_updated_at": "04-13-2016 01:16"}, "sys_updated_at"),
        ({"sys_updated_at": "29-02-2016 1:16 PM"}, "sys_updated_at"),
    ],
)
def test_a_bad_row_is_named_and_its_incident_left_out(
    tmp_path: Path, change: Row, column: str
) -> None:
    rows = [*rows_of({}, change), *rows_of({"number": "INC2"})]
    log = read_log(write_log(rows, tmp_path / "log.csv"), SAO_PAULO, NOW)
    [bad] = log.bad
    assert (bad.line, bad.column) == (3, column)
    assert "INC2" in [incident.number for incident in log.incidents]


def test_a_row_with_too_few_columns_is_named(tmp_path: Path) -> None:
    file = write_log(rows_of({}), tmp_path / "log.csv")
    file.write_text(file.read_text() + "INC2,New,TRUE\n" + "\n")
    [bad] = read_log(file, SAO_PAULO, NOW).bad
    assert str(bad) == "line 3, column reassignment_count: 3 columns where the header has 36"


@pytest.mark.parametrize("content", ["", "a,b\n1,2\n", 'number,"inc\n', "\ufeffnumber;state\n"])
def test_a_file_that_is_no_log_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "log.csv"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(NotALog):
        read_log(file, SAO_PAULO, NOW)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    file.write_bytes(bytes(range(256)))
    with pytest.raises(NotALog):
        read_log(file, SAO_PAULO, NOW)


@pytest.mark.shared_data
def test_the_real_log_is_read_as_a_whole(real_incidents: Path) -> None:
    log = read_log(real_incidents, SAO_PAULO, NOW)
    assert (len(log.incidents), sum(len(it.rows) for it in log.incidents), log.bad) == (
        890,
        5998,
        (),
    )
    assert sum(it.rows[0].state != "New" for it in log.incidents) == 258
