"""A log of some hundred incidents, written as any desk may write it, reads like the one it was made
from."""

import csv
import json
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from events.one_line import is_one_line
from intake.history.collect_incidents import Log
from intake.history.import_command import zone_of
from intake.history.incidents import Incident
from intake.history.read_any_log import ImportOptions, read_any_log
from intake.history.read_servicenow import read
from tests.support.incident_log import LogMaker, Row, write_log

ZONE = "America/Sao_Paulo"
NOW = datetime(2026, 11, 1, tzinfo=UTC)
NAMES = {
    "number": "Ticket",
    "opened_at": "Opened",
    "sys_updated_at": "Changed",
    "incident_state": "Status, now",
    "priority": "Urgency",
    "location": "Company",
    "caller_id": "Contact",
    "u_symptom": "Title",
    "assigned_to": "Owner",
    "sys_mod_count": "Revision",
    "contact_type": "Came by",
}
MAPPING = """
time = "%d-%m-%Y %H:%M"
[columns]
number = "Ticket"
opened_at = "Opened"
updated_at = "Changed"
state = "Status, now"
priority = "Urgency"
location = "Company"
caller = "Contact"
about = ["Title"]
engineer = "Owner"
updates = "Revision"
contact_type = "Came by"
[states]
New = "New"
Active = "Active"
"Awaiting User Info" = "Awaiting User Info"
"Awaiting Problem" = "Awaiting Problem"
"Awaiting Vendor" = "Awaiting Vendor"
"Awaiting Evidence" = "Awaiting Evidence"
Resolved = "Resolved"
Closed = "Closed"
[priorities]
"1 - Critical" = "P1"
"2 - High" = "P2"
"3 - Moderate" = "P3"
"4 - Low" = "P4"
"""


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return LogMaker(seed=3, incidents=300, days=60).rows()


def renamed(row: Row) -> Row:
    return {name: row[column] for column, name in NAMES.items()}


def plain(folder: Path, file: Path) -> Log:
    mapping = folder / "mapping.toml"
    mapping.write_text(MAPPING)
    options = ImportOptions(file=file, zone=ZONE, system="csv", mapping=mapping)
    return read_any_log(options, zone_of(ZONE), NOW)


def facts(incident: Incident) -> object:
    """What a reading says, whatever the system; lines apart."""
    return (
        incident.number,
        incident.opened_at,
        incident.location,
        incident.caller,
        incident.contact_type,
        incident.sorted_rows,
        [(it.at, it.state, it.priority, it.assigned_to, it.moved) for it in incident.rows],
    )


def test_as_csv_with_another_delimiter(tmp_path: Path, rows: list[Row]) -> None:
    file = tmp_path / "log.csv"
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.DictWriter(out, NAMES.values(), delimiter=";")
        writer.writeheader()
        writer.writerows(map(renamed, rows))
    servicenow = read(write_log(rows, tmp_path / "servicenow.csv"), ZoneInfo(ZONE), NOW)
    log = plain(tmp_path, file)
    assert log.bad == ()
    assert [facts(it) for it in log.incidents] == [facts(it) for it in servicenow]
    assert len(log.incidents) == 300


def test_as_json_an_object_a_line(tmp_path: Path, rows: list[Row]) -> None:
    file = tmp_path / "log.jsonl"
    file.write_text(
        "".join(
            json.dumps({name: None if it == "?" else it for name, it in renamed(row).items()})
            + "\n\n"
            for row in rows
        )
    )
    servicenow = read(write_log(rows, tmp_path / "servicenow.csv"), ZoneInfo(ZONE), NOW)
    assert [facts(it) for it in plain(tmp_path, file).incidents] == [facts(it) for it in servicenow]


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ({"name": "New"}, "is no single value: flatten it"),
        (["New"], "is no single value: flatten it"),
        ("Planet \ud83d", "holds half a letter (a surrogate alone)"),
    ],
)
@pytest.mark.parametrize("column", ["Ticket", "Company", "Contact", "Title", "Owner"])
def test_a_value_that_is_no_text_is_a_bad_row(
    tmp_path: Path, rows: list[Row], column: str, value: object, why: str
) -> None:
    file = tmp_path / "log.jsonl"
    file.write_text(json.dumps({**renamed(rows[0]), column: value, "Extra": {"a": 1}}))
    [bad] = plain(tmp_path, file).bad
    assert str(bad) == f"line 1, column {column}: {why}"


def test_a_word_that_is_not_known_cannot_steer_the_terminal(
    tmp_path: Path, rows: list[Row]
) -> None:
    file = tmp_path / "log.jsonl"
    file.write_text(json.dumps({**renamed(rows[0]), "Status, now": "x\x1b[31m" * 40}))
    [bad] = plain(tmp_path, file).bad
    assert is_one_line(str(bad))
    assert len(str(bad)) < 200
