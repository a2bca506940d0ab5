"""An export of Jira Service Management is read whole, and each of its oddities is accounted for."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from intake.history.collect_incidents import Log, NotALog
from intake.history.distinct_ids import customer_id_of
from intake.history.find_doubts import doubts
from intake.history.import_command import zone_of
from intake.history.plan_history import plan_history
from intake.history.read_any_log import ImportOptions, read_any_log
from intake.history.rehearse_import import rehearse
from intake.history.retell_incident import retell
from tests.intake.test_import_history import LIBRARY
from tests.support.jira_export import ZONE, JiraMaker

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def options(files: tuple[Path, Path, Path], zone: str | None = ZONE.key) -> ImportOptions:
    issues, changes, words = files
    return ImportOptions(file=issues, zone=zone, system="jira", changelog=changes, mapping=words)


def read(chosen: ImportOptions) -> Log:
    return read_any_log(chosen, zone_of(chosen.zone), NOW)


@pytest.fixture
def maker() -> JiraMaker:
    return JiraMaker(seed=11, issues=300)


@pytest.fixture
def log(maker: JiraMaker, tmp_path: Path) -> Log:
    return read(options(maker.write(tmp_path)))


def test_every_issue_is_a_case(maker: JiraMaker, log: Log) -> None:
    assert log.bad == ()
    assert len(log.incidents) == maker.issues
    assert log.passed == {"change of no issue": 1}


def test_the_first_change_of_status_is_the_answer_in_the_sites_zone(
    maker: JiraMaker, log: Log
) -> None:
    for incident in log.incidents:
        first = next((row for row in incident.rows if row.is_answer), None)
        number = str(10_000 + int(incident.number.removeprefix("SUP-")))
        assert (first.at if first else None) == maker.first_changes[number]


def test_a_field_with_several_values_is_read_from_all_its_columns(
    maker: JiraMaker, log: Log
) -> None:
    # Each customer's name stands in the second column where the first is empty.
    assert {it.location for it in log.incidents} == {
        "Planet+",
        "Köln Logistik",
        "東京倉庫",
        "A&B",
        "A B",
        "Support desk",
    }
    assert len({customer_id_of(it) for it in log.incidents}) == 6


def test_what_is_left_out_is_counted(maker: JiraMaker, log: Log) -> None:
    plan = plan_history(log.incidents, zone_of(ZONE.key), None)
    counted = {it.what: it.count for it in doubts(plan, log.passed)}
    counts = maker.counts
    assert counted["comments and notes"] == counts["comment"]
    assert counted["tags"] == counts["tag"]
    assert counted["attached files"] == counts["attachment"]
    assert counted["ratings by customers"] == counts["rating"]
    assert counted["people who took part"] == counts["participant"]
    assert counted["values of custom fields"] == counts["custom value"]
    assert counted["verdicts of the other system on its own targets"] == counts["sla field"]
    assert counted["cases name several organizations"] == counts["several customers"] > 0
    assert counted["changes are of issues that the file of issues lacks"] == 1
    assert sum(it.notes["other change"] for it in log.incidents) == counts["other change"]


def test_a_custom_field_that_is_called_priority_is_none(maker: JiraMaker, log: Log) -> None:
    assert {row.priority for it in log.incidents for row in it.rows} == {"P1", "P2", "P3", "P4"}


def test_all_of_it_goes_through_the_rules(log: Log) -> None:
    plan = plan_history(log.incidents, zone_of(ZONE.key), None)
    assert rehearse(plan, LIBRARY) == []


@pytest.mark.parametrize("delimiter", [";", "|", "\t"])
def test_the_delimiter_is_the_one_that_was_chosen(
    maker: JiraMaker, log: Log, tmp_path: Path, delimiter: str
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    again = read(options(JiraMaker(seed=11, issues=300).write(other, delimiter)))
    assert [it.number for it in again.incidents] == [it.number for it in log.incidents]
    assert [it.notes for it in again.incidents] == [it.notes for it in log.incidents]


ISSUES = (
    "Issue key,Issue id,Summary,Status,Priority,Reporter,Created\n"
    "SUP-1,10001,Labels,Done,{priority},ann,{created}\n"
)
CHANGES = (
    "issue_id,changelog_id,created_date,field,from_string,to_string\n"
    "10001,2,{later},status,In Progress,Done\n"
    "10001,1,{later},status,Open,In Progress\n"
)


def small(folder: Path, zone: str | None = None, **texts: str) -> ImportOptions:
    chosen = {
        "priority": "High",
        "created": "2024-03-04T14:02:11Z",
        "later": "2024-03-04T15:00:00Z",
        "more": "",
        **texts,
    }
    issues, changes = folder / "issues.csv", folder / "changes.csv"
    issues.write_text(ISSUES.format(**chosen) + chosen["more"])
    changes.write_text(CHANGES.format(**chosen))
    return ImportOptions(file=issues, zone=zone, system="jira", changelog=changes)


def test_changes_of_one_instant_are_in_the_order_of_their_ids(tmp_path: Path) -> None:
    [incident] = read(small(tmp_path)).incidents
    assert [row.state for row in incident.rows] == ["New", "Resolved"]
    assert [type(it.command).__name__ for it in retell(incident)][-1] == "ResolveCase"


@pytest.mark.parametrize(
    ("zone", "created", "problem"),
    [
        (None, "2024-03-04 14:02", "has no offset from UTC: say its zone by --zone"),
        (None, "2024-03-04T14:02:11Z", None),
        ("Europe/Vienna", "2024-03-04 14:02", None),
        ("Europe/Vienna", "04/Mar/24 2:02 PM", "give its form as `time` in a mapping"),
        ("Europe/Vienna", "2027-03-04 14:02", "lies in the future"),
    ],
)
def test_the_zone_of_a_local_time_is_never_guessed(
    tmp_path: Path, zone: str | None, created: str, problem: str | None
) -> None:
    log = read(small(tmp_path, zone, created=created))
    assert len(log.bad) == (0 if problem is None else 1)
    assert (problem or "") in "".join(map(str, log.bad))


def test_an_issue_without_a_priority_takes_the_one_that_was_said(tmp_path: Path) -> None:
    chosen = small(tmp_path, priority="")
    assert "say --unset-priority" in str(read(chosen).bad[0])
    with_default = ImportOptions(
        file=chosen.file,
        zone=None,
        system="jira",
        changelog=chosen.changelog,
        unset_priority="P3",
    )
    assert {row.priority for row in read(with_default).incidents[0].rows} == {"P3"}


def test_an_issue_that_stands_there_twice_is_refused_by_its_row(tmp_path: Path) -> None:
    again = "SUP-1,10001,Labels,Done,High,ann,2024-03-04T14:02:11Z\n"
    log = read(small(tmp_path, more=again))
    assert [str(it) for it in log.bad] == ["line 3, column key: SUP-1 stands in line 2 already"]
    assert log.incidents == ()


def test_a_row_of_another_length_is_refused_by_its_line(tmp_path: Path) -> None:
    with pytest.raises(NotALog, match=r"issues\.csv: line 3, column Priority: 4 columns"):
        read(small(tmp_path, more="SUP-2,10002,Labels,Done\n"))
