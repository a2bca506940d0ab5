"""Logs of Zendesk, Jira Service Management and any other desk become the same incidents."""

import json
import re
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from events.catalogue.case_events import CaseOpened
from events.store.connection import make_pool
from events.store.postgres_store import PostgresStore
from intake.__main__ import main
from intake.adapters import build_store
from intake.history.collect_incidents import Log, NotALog
from intake.history.distinct_ids import customer_id_of
from intake.history.import_command import import_log, prepare, zone_of
from intake.history.incidents import Incident
from intake.history.read_any_log import ImportOptions, read_any_log, source_of
from intake.history.retell_incident import retell
from tests.intake.test_import_history import LIBRARY, all_events

LOGS = Path(__file__).parent / "logs"
NOW = datetime(2026, 11, 1, tzinfo=UTC)

ZENDESK = ImportOptions(file=LOGS / "zendesk.jsonl", zone="UTC", system="zendesk")
JIRA = ImportOptions(
    file=LOGS / "jira-issues.csv",
    zone="UTC",
    system="jira",
    changelog=LOGS / "jira-changelog.csv",
)
PLAIN = ImportOptions(
    file=LOGS / "plain.csv", zone="America/Detroit", system="csv", mapping=LOGS / "plain.toml"
)
PLAIN_LINES = ImportOptions(
    file=LOGS / "plain.jsonl", zone="America/Detroit", system="csv", mapping=LOGS / "plain.toml"
)


def read(options: ImportOptions) -> Log:
    return read_any_log(options, zone_of(options.zone), NOW)


def commands(incident: Incident) -> Sequence[tuple[str, str]]:
    """What is retold of an incident, and when (day and time in UTC)."""
    return [(type(it.command).__name__, f"{it.at:%d %H:%M}") for it in retell(incident)]


def test_a_zendesk_ticket_is_answered_by_the_first_public_comment_of_support() -> None:
    labels, export = read(ZENDESK).incidents
    assert commands(labels) == [
        ("Opening", "04 14:02"),
        ("RespondToCase", "04 15:00"),
        ("RequestInformation", "04 15:00"),
        ("ProvideInformation", "05 08:00"),
        ("ResolveCase", "05 09:00"),
        ("CloseCase", "08 09:00"),
    ]
    assert (labels.location, labels.caller, labels.contact_type) == (
        "Planet+",
        "Ann Muster",
        "email",
    )
    # The priority that was set first counts from the opening on.
    assert {row.priority for row in labels.rows} == {"P2"}
    assert (export.number, export.location, export.caller) == ("35437", None, "503")
    assert commands(export) == [("Opening", "04 15:00")]


def test_a_jira_issue_begins_with_what_its_first_changes_say_it_was_before() -> None:
    labels, slow = read(JIRA).incidents
    assert commands(labels) == [
        ("Opening", "04 14:02"),
        ("ChangePriority", "04 14:30"),
        ("RespondToCase", "04 14:30"),
        ("RequestInformation", "04 15:00"),
        ("ProvideInformation", "05 09:00"),
        ("ResolveCase", "05 09:00"),
    ]
    assert [row.priority for row in labels.rows] == ["P1", "P3", "P3", "P3"]
    assert [row.assigned_to for row in labels.rows] == [None, "eve", "eve", "eve"]
    assert (labels.number, labels.location, labels.caller, labels.about) == (
        "SUP-12",
        "Planet+",
        "ann",
        "Labels do not print, since today",
    )
    assert commands(slow) == [("Opening", "04 15:00")]


@pytest.mark.parametrize("options", [PLAIN, PLAIN_LINES], ids=["CSV", "JSON lines"])
def test_a_plain_log_is_read_by_its_mapping_in_its_zone(options: ImportOptions) -> None:
    labels, edi = read(options).incidents
    assert commands(labels) == [
        ("Opening", "04 14:02"),
        ("ChangePriority", "04 14:30"),
        ("RespondToCase", "04 14:30"),
        ("CloseCase", "05 15:00"),
    ]
    assert labels.sorted_rows
    assert [row.assigned_to for row in labels.rows] == [None, "Eve", "Eve"]
    assert (edi.number, edi.location, edi.caller, edi.rows[0].priority) == (
        "T-2",
        None,
        "Bob",
        "P1",
    )


def test_the_issue_navigators_export_has_names_and_times_of_its_own(tmp_path: Path) -> None:
    issues, words = tmp_path / "issues.csv", tmp_path / "words.toml"
    issues.write_text(
        "Issue key,Issue id,Summary,Status,Priority,Reporter,Assignee,Created,Organizations,"
        "Organizations\nSUP-12,10002,Labels,In review,Medium,ann,eve,04/Mar/24 9:02 AM,,Planet\n"
    )
    words.write_text('time = "%d/%b/%y %I:%M %p"\n[states]\n"In review" = "Active"\n')
    options = ImportOptions(
        file=issues,
        zone="America/Detroit",
        system="jira",
        changelog=JIRA.changelog,
        mapping=words,
    )
    [labels] = read(options).incidents
    assert commands(labels)[:2] == [("Opening", "04 14:02"), ("ChangePriority", "04 14:30")]
    assert (labels.caller, labels.about) == ("ann", "Labels")


def ticket(**changes: Any) -> dict[str, Any]:
    [first, *_] = (LOGS / "zendesk.jsonl").read_text().splitlines()
    return {**json.loads(first), **changes}


def audit(at: str, **fields: str | None) -> dict[str, Any]:
    events = [{"type": "Create", "field_name": name, "value": it} for name, it in fields.items()]
    return {"created_at": at, "author_id": 501, "events": events}


def zendesk(folder: Path, *tickets: object, unset: Any = None) -> Log:
    file = folder / "tickets.jsonl"
    file.write_text("".join(f"{json.dumps(it)}\n" for it in tickets), encoding="utf-8")
    return read(ImportOptions(file=file, zone="UTC", system="zendesk", unset_priority=unset))


AT = "2024-03-04T14:02:11Z"


@pytest.mark.parametrize(
    ("changes", "bad"),
    [
        ({"audits": []}, "column audits: are missing"),
        ({"created_at": "2030-01-01T00:00:00Z"}, "column created_at: lies in the future"),
        ({"created_at": "0001-01-01T00:00:00Z"}, "column created_at: is before 1972"),
        ({"created_at": "yesterday"}, "column created_at: is no time"),
        (
            {"audits": [audit("04/03/2024", status="new", priority="low")]},
            r"column audits\[0\]\.created_at: is no time",
        ),
        (
            {"audits": [audit(AT, status="lost", priority="low")]},
            r"column audits\[0\]\.status: 'lost' is no state",
        ),
        (
            {"audits": [audit(AT, status="new", priority="P9")]},
            r"column audits\[0\]\.priority: 'P9' is no priority",
        ),
        ({"audits": [audit(AT, status="new")]}, "column priority: was never set"),
        ({"subject": 7}, "column subject: Expected"),
    ],
)
def test_a_bad_ticket_is_named_by_its_line_and_left_out(
    tmp_path: Path, changes: dict[str, object], bad: str
) -> None:
    log = zendesk(tmp_path, ticket(), ticket(id=2, **changes))
    [row] = log.bad
    assert row.line == 2
    assert re.search(bad, str(row))
    assert [it.number for it in log.incidents] == ["35436"]


def test_a_ticket_without_a_priority_takes_the_one_that_was_said(tmp_path: Path) -> None:
    unset = ticket(audits=[audit(AT, status="new", priority=None)])
    [incident] = zendesk(tmp_path, unset, unset="P4").incidents
    assert incident.rows[0].priority == "P4"


def test_tickets_in_one_document_are_read_as_well(tmp_path: Path) -> None:
    file = tmp_path / "tickets.json"
    file.write_text(json.dumps({"tickets": [ticket(), ticket(id=2)], "count": 2}, indent=1))
    log = read(ImportOptions(file=file, zone="UTC", system="zendesk"))
    assert [it.number for it in log.incidents] == ["35436", "2"]


def test_a_line_that_is_no_json_is_a_bad_row(tmp_path: Path) -> None:
    file = tmp_path / "tickets.jsonl"
    file.write_text(json.dumps(ticket()) + '\n{"id": 2,\n')
    log = read(ImportOptions(file=file, zone="UTC", system="zendesk"))
    assert [str(it) for it in log.bad] == ["line 2, column ticket: is no JSON object"]
    file.write_text("id,subject\n")
    with pytest.raises(NotALog, match="no tickets as JSON"):
        read(ImportOptions(file=file, zone="UTC", system="zendesk"))


def changed(folder: Path, options: ImportOptions, old: str, new: str) -> ImportOptions:
    """The options for a copy of the file (and changelog) in which a text is another."""
    copies = {}
    for name in ("file", "changelog", "mapping"):
        if (file := getattr(options, name)) is not None:
            copies[name] = folder / file.name
            copies[name].write_text(file.read_text().replace(old, new))
    return ImportOptions(zone=options.zone, system=options.system, **copies)


@pytest.mark.parametrize(
    ("options", "old", "new", "bad"),
    [
        (JIRA, ",Low,", ",Huge,", "line 3, column priority: 'Huge' is no priority"),
        (JIRA, "Waiting for support,Low", "Lost,Low", "line 3, column status: 'Lost' is no state"),
        (JIRA, "SUP-13", "", "line 3, column key: is missing"),
        (JIRA, "14:30:00Z", "25:30", "line 4, column of the changelog: is no time"),
        (PLAIN, ",fresh,A,", ",fresh,Z,", "line 5, column Urgency: 'Z' is no priority"),
        (PLAIN, "04/03/2024 10:00,04", "13/13/2024 10:00,04", "line 5, column Opened: is no time"),
        (PLAIN, "T-2,0", ",0", "line 5, column Ticket: is missing"),
        (PLAIN, ",EDI is down,-", "", "line 5, column Title: 8 columns where the header has 10"),
        (PLAIN_LINES, '"A"', '"Z"', "line 4, column Urgency: 'Z' is no priority"),
        (PLAIN_LINES, '{"Ticket": "T-2"', "{", "line 4, column 1: is no JSON"),
        (PLAIN_LINES, '{"Ticket": "T-2"', '[]\n{"Ticket": "T-1"', "line 4, column 1: is no JSON o"),
    ],
)
def test_a_bad_row_of_another_system_is_named_by_line_and_column(
    tmp_path: Path, options: ImportOptions, old: str, new: str, bad: str
) -> None:
    log = read(changed(tmp_path, options, old, new))
    assert bad in str(log.bad[0])
    assert len(log.incidents) == 1


@pytest.mark.parametrize(
    ("options", "old", "new", "problem"),
    [
        (JIRA, "priority_name", "how_bad", "jira-issues.csv lacks priority_name"),
        (JIRA, "from_string", "was", "jira-changelog.csv lacks from_string"),
        (PLAIN, "Urgency,", "Hurry,", "the header lacks Urgency"),
        (PLAIN, "[columns]", "[column]", "plain.toml is no mapping"),
        (PLAIN, '"Active"', '"Busy"', "plain.toml is no mapping"),
    ],
)
def test_a_file_that_is_no_such_log_is_refused(
    tmp_path: Path, options: ImportOptions, old: str, new: str, problem: str
) -> None:
    with pytest.raises(NotALog, match=problem):
        read(changed(tmp_path, options, old, new))


def test_the_same_file_by_another_mapping_is_another_import(tmp_path: Path) -> None:
    other = changed(tmp_path, PLAIN, 'C = "P3"', 'C = "P4"')
    assert source_of(PLAIN) != source_of(other)
    assert source_of(PLAIN).startswith("csv/")


@pytest.mark.parametrize(
    "arguments",
    [
        ["import-zendesk", str(ZENDESK.file)],
        ["import-jira", str(JIRA.file), "--changelog", str(JIRA.changelog)],
        ["import-csv", str(PLAIN.file), "--zone", PLAIN.zone, "--mapping", str(PLAIN.mapping)],
    ],
    ids=lambda arguments: str(arguments[0]),
)
def test_each_system_has_a_command_with_a_dry_run(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert main([*arguments, "--dry-run"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("2 cases of ")
    assert "Planet+" in out


@pytest.fixture
async def store(intake_dsn: str) -> AsyncIterator[PostgresStore]:
    pool = await make_pool(intake_dsn, size=14)
    made = build_store.make_store(pool, 12, LIBRARY)
    yield made
    await made.close()
    await pool.close()


async def test_logs_of_several_systems_stand_in_one_store_each_after_the_other(
    store: PostgresStore, tmp_path: Path
) -> None:
    later = changed(tmp_path, JIRA, "2024-03", "2024-04")
    for options, actor in ((ZENDESK, "import-zendesk"), (later, "import-jira")):
        report = await import_log(prepare(options, LIBRARY, NOW), store, LIBRARY)
        assert report.startswith("2 cases of ")
        last = max(await all_events(store), key=lambda it: it.recorded_at)
        assert (last.meta.actor, last.meta.imported) == (actor, True)
    opened = [it.data for it in await all_events(store) if isinstance(it.data, CaseOpened)]
    assert {(it.number, it.priority, it.customer_id) for it in opened} == {
        ("35436", "P2", customer_id_of(read(ZENDESK).incidents[0])),
        ("35437", "P4", "unknown-location"),
        ("SUP-12", "P1", customer_id_of(read(ZENDESK).incidents[0])),
        ("SUP-13", "P4", customer_id_of(read(ZENDESK).incidents[0])),
    }
