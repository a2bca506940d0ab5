"""An export of Zendesk as its API gives it is read whole, and each of its oddities is accounted
for."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from intake.history.collect_incidents import Log, NotALog
from intake.history.distinct_ids import customer_id_of, user_id_of
from intake.history.find_doubts import doubts
from intake.history.import_command import zone_of
from intake.history.incidents import Incident
from intake.history.plan_history import plan_history
from intake.history.read_any_log import ImportOptions, read_any_log
from intake.history.rehearse_import import rehearse
from intake.history.retell_incident import retell
from tests.intake.test_import_history import LIBRARY
from tests.support.zendesk_export import CUSTOMERS, ZendeskMaker

NOW = datetime(2026, 11, 1, tzinfo=UTC)
AT = "2024-03-04T14:02:11Z"


def read(file: Path) -> Log:
    options = ImportOptions(file=file, zone=None, system="zendesk")
    return read_any_log(options, zone_of(None), NOW)


@pytest.fixture
def maker() -> ZendeskMaker:
    return ZendeskMaker(seed=4, tickets=300)


@pytest.fixture
def log(maker: ZendeskMaker, tmp_path: Path) -> Log:
    return read(maker.write(tmp_path / "tickets.jsonl"))


def test_every_ticket_is_a_case_or_is_counted(maker: ZendeskMaker, log: Log) -> None:
    assert log.bad == ()
    assert dict(log.passed) == {
        "deleted": maker.counts["deleted"],
        "told again": maker.counts["told again"],
    }
    assert min(log.passed.values()) > 0
    assert len(log.incidents) + maker.counts["deleted"] == maker.tickets


def test_each_ticket_is_answered_when_and_by_whom_it_was(maker: ZendeskMaker, log: Log) -> None:
    for incident in log.incidents:
        first = next((row for row in incident.rows if row.is_answer), None)
        truth = maker.truths[incident.number]
        assert (first.at if first else None) == truth.answered_at, incident.number
        assert (first.by if first else None) == truth.answered_by


def test_tickets_with_their_newest_update_first_are_sorted(maker: ZendeskMaker, log: Log) -> None:
    assert sum(it.sorted_rows for it in log.incidents) <= maker.counts["newest first"]
    assert any(it.sorted_rows for it in log.incidents)
    for incident in log.incidents:
        assert incident.rows[0].state == "New"
        assert not any(row.moved for row in incident.rows)


def test_people_who_share_a_name_stay_two_and_the_deleted_have_an_id(log: Log) -> None:
    ids = {(it.caller, user_id_of(it)) for it in log.incidents}
    namesakes = [number for number, name in CUSTOMERS.items() if name == "Ann Muster"]
    assert {caller for caller, _ in ids} >= {f"Ann Muster ({number})" for number in namesakes}
    assert "505" in {caller for caller, _ in ids}
    assert "Caller 503" in {caller for caller, _ in ids}
    assert len({user for _, user in ids}) == len(ids)
    customers = {(it.location, customer_id_of(it)) for it in log.incidents}
    assert len({customer for _, customer in customers}) == len(customers) == 6


def test_what_is_left_out_is_counted(maker: ZendeskMaker, log: Log) -> None:
    plan = plan_history(log.incidents, zone_of(None), None)
    counted = {it.what: (it.kind, it.count) for it in doubts(plan, log.passed)}
    assert counted["cases were merged into another"] == ("unclear", maker.counts["merged"])
    assert counted["tickets were deleted"] == ("left out", maker.counts["deleted"])
    assert counted["tickets stand in the file again"] == ("unclear", maker.counts["told again"])
    assert counted["attached files"] == ("left out", len(log.incidents))
    assert counted["values of custom fields"] == ("left out", len(log.incidents))
    comments = sum(it.notes["comment"] for it in log.incidents)
    assert counted["comments and notes"] == ("left out", comments)
    for left_out in ("ratings by customers", "tags", "people who took part"):
        assert counted[left_out][0] == "left out"


def test_all_of_it_goes_through_the_rules(log: Log) -> None:
    assert rehearse(plan_history(log.incidents, zone_of(None), None), LIBRARY) == []


def comment(author: int, **changes: Any) -> dict[str, Any]:
    return {"type": "Comment", "author_id": author, "public": True, **changes}


def change(name: str, value: object, before: object = None) -> dict[str, Any]:
    return {"type": "Change", "field_name": name, "value": value, "previous_value": before}


def audit(*events: dict[str, Any], at: str = AT, **changes: Any) -> dict[str, Any]:
    return {"created_at": at, "author_id": 501, "events": events, **changes}


CREATED = audit(
    {"type": "Create", "field_name": "status", "value": "new"},
    {"type": "Create", "field_name": "priority", "value": "high"},
)


def ticket(*audits: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        "id": 1,
        "created_at": AT,
        "requester_id": 501,
        "organization_id": 90,
        "audits": [CREATED, *audits],
        **changes,
    }


def read_one(folder: Path, *tickets: dict[str, Any], **page: Any) -> Log:
    file = folder / "page.json"
    file.write_text(json.dumps({"tickets": tickets, **page}), encoding="utf-8")
    return read(file)


def steps(incident: Incident) -> list[str]:
    return [type(it.command).__name__ for it in retell(incident)]


LATER = "2024-03-04T15:00:00Z"
MERGE = {"channel": "web", "source": {"rel": "merge"}}


@pytest.mark.parametrize(
    ("later", "people", "answered"),
    [
        (audit(comment(7), at=LATER), [], True),
        (audit(comment(7, public=False), at=LATER), [], False),
        (audit(comment(-1), at=LATER), [], False),
        (audit(comment(501), at=LATER), [], False),
        (audit(comment(8), at=LATER), [], False),
        (audit(comment(8), at=LATER), [{"id": 8, "role": "agent"}], True),
        (audit(comment(6), at=LATER), [{"id": 6, "role": "end-user"}], False),
        (audit(comment(501), at=LATER), [{"id": 501, "role": "agent"}], False),
        (audit(comment(7), at=LATER, via=MERGE), [], False),
        (audit(comment(7, via=MERGE), at=LATER), [], False),
        (audit(comment(7, via="Mail"), at=LATER), [], True),
        (audit({**comment(501), "type": "VoiceComment"}, at=LATER), [], False),
        (
            audit(
                {**comment(501), "type": "VoiceComment", "data": {"answered_by_id": 7}}, at=LATER
            ),
            [],
            True,
        ),
        (audit(change("requester_id", "7", "501"), comment(7), at=LATER), [], False),
        (audit({"type": "CommentPrivacyChange", "public": True}, at=LATER), [], False),
        (audit({"type": "NewKind", "public": {"a": 1}, "author_id": "x"}, at=LATER), [], False),
    ],
    ids=[
        "support",
        "an internal note",
        "an automatic answer",
        "the requester",
        "somebody copied in",
        "an agent copied in",
        "another of the customer's people",
        "an agent about an own ticket",
        "told of a merge",
        "told of a merge by the event",
        "by another channel",
        "the recording of nobody's call",
        "a call that support took",
        "the one who asks from now on",
        "a comment that was opened to all",
        "an event nobody knows",
    ],
)
def test_only_supports_own_words_to_the_customer_are_an_answer(
    tmp_path: Path, later: dict[str, Any], people: list[dict[str, Any]], *, answered: bool
) -> None:
    log = read_one(tmp_path, ticket(later, collaborator_ids=[8]), users=people)
    [incident] = log.incidents
    assert ("RespondToCase" in steps(incident)) == answered
    assert log.bad == ()


def test_an_agent_who_named_the_customer_later_may_answer(tmp_path: Path) -> None:
    named = audit(change("requester_id", "501", "7"), at=AT, author_id=7)
    log = read_one(tmp_path, ticket(named, audit(comment(7), at=LATER)))
    assert steps(log.incidents[0]) == ["Opening", "RespondToCase"]


def test_an_answer_that_was_made_internal_later_was_one(tmp_path: Path) -> None:
    closed = audit({"type": "CommentPrivacyChange", "comment_id": 3, "public": False}, at=LATER)
    log = read_one(tmp_path, ticket(audit(comment(7), at=AT), closed))
    assert steps(log.incidents[0]) == ["Opening", "RespondToCase"]


def test_a_custom_status_changes_nothing_within_its_category(tmp_path: Path) -> None:
    log = read_one(tmp_path, ticket(audit(change("custom_status_id", 3, 1), at=LATER)))
    [incident] = log.incidents
    assert steps(incident) == ["Opening"]
    assert incident.notes["other change"] == 1


def test_on_hold_is_supports_own_time(tmp_path: Path) -> None:
    log = read_one(tmp_path, ticket(audit(change("status", "hold", "new"), at=LATER)))
    assert log.incidents[0].rows[-1].state == "Awaiting Vendor"
    assert steps(log.incidents[0]) == ["Opening"]


def test_a_ticket_that_was_deleted_and_restored_goes_on(tmp_path: Path) -> None:
    gone = audit(change("status", "deleted", "new"), at=LATER)
    back = audit(change("status", "open", "deleted"), at=LATER)
    log = read_one(tmp_path, ticket(gone, back, status="open"))
    assert [row.state for row in log.incidents[0].rows] == ["New", "Active"]


def test_a_ticket_without_the_audit_of_its_creation_begins_with_what_was_before(
    tmp_path: Path,
) -> None:
    later = audit(change("status", "pending", "new"), change("priority", "high"), at=LATER)
    log = read_one(tmp_path, ticket(audits=[audit(), later]))
    assert [row.state for row in log.incidents[0].rows] == ["New", "Awaiting User Info"]


@pytest.mark.parametrize("written", ["2024-03-04T15:00:00Z", "2024-03-04T07:00:00-08:00"])
def test_times_are_taken_with_their_offset(tmp_path: Path, written: str) -> None:
    log = read_one(tmp_path, ticket(audit(comment(7), at=written)))
    assert log.incidents[0].rows[-1].at == datetime(2024, 3, 4, 15, 0, tzinfo=UTC)


def test_a_time_without_an_offset_is_a_bad_row(tmp_path: Path) -> None:
    log = read_one(tmp_path, ticket(audit(comment(7), at="2024-03-04T15:00:00")))
    assert "has no offset" in str(log.bad[0])


def test_a_list_of_tickets_is_read_as_well(tmp_path: Path) -> None:
    file = tmp_path / "list.json"
    file.write_text(json.dumps([ticket(), ticket(id=2)], indent=1))
    assert [it.number for it in read(file).incidents] == ["1", "2"]


@pytest.mark.parametrize(
    "page", [{"end_of_stream": False}, {"meta": {"has_more": True}}, {"next_page": "https://x"}]
)
def test_an_export_whose_last_page_says_that_more_follows_is_refused(
    tmp_path: Path, page: dict[str, Any]
) -> None:
    with pytest.raises(NotALog, match="another follows"):
        read_one(tmp_path, ticket(), **page)


def test_the_address_of_the_next_page_at_the_end_of_the_stream_is_no_page(tmp_path: Path) -> None:
    log = read_one(tmp_path, ticket(), end_of_stream=True, next_page="https://x")
    assert len(log.incidents) == 1
