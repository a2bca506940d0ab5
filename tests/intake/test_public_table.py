"""What is public of a case's events: a table that knows every event and every field."""

from collections.abc import Mapping
from typing import get_args
from uuid import uuid4

import msgspec
import pytest

from events.catalogue import case_events as events
from events.catalogue.entries import ENTRIES
from events.catalogue.registry import CATALOGUE
from events.catalogue.samples import read_sample
from events.event import Event, Meta, Personal, Recorded
from intake.api.case_answers import history_entry
from intake.domain.case_progress import CaseEvent
from intake.domain.public_history import INTERNAL, PUBLIC, WRITTEN, shown_fields
from tests.intake.sample_cases import NOW

CASE_EVENTS = [entry for entry in ENTRIES if entry.name.startswith("intake.case.")]
WORDS = "unmistakable words"

ENGINEERS = {
    "responder_id",
    "engineer_id",
    "from_engineer_id",
    "to_engineer_id",
    "recorded_by",
    "removed_by",
}
"""Fields that name one of the vendor's people. (`author_id` names whoever wrote; the answer says
which side.)
"""


def test_every_event_of_a_case_stands_on_one_side_of_the_table() -> None:
    assert {entry.type for entry in CASE_EVENTS} == set(PUBLIC) | INTERNAL
    assert not set(PUBLIC) & INTERNAL
    assert {entry.type for entry in CASE_EVENTS} == set(get_args(CaseEvent))


@pytest.mark.parametrize("kind", PUBLIC, ids=lambda kind: kind.__name__)
def test_public_fields_exist_and_name_no_engineer(kind: type[Event]) -> None:
    assert set(PUBLIC[kind]) <= set(kind.__struct_fields__)
    assert not set(PUBLIC[kind]) & (ENGINEERS | (WRITTEN - {"personal"}))


HIDDEN: Mapping[type[Event], set[str]] = {
    events.CaseResponded: {"responder_id", "late_reason"},
    events.CaseEscalated: {"personal"},
    events.CasePriorityChanged: {"reason"},
    events.ContactUnreachable: {"recorded_by", "reason", "personal"},
    events.PhoneCallDated: {"personal"},
    events.ContactReachable: {"recorded_by"},
    events.CaseExcluded: {"personal"},
    events.CaseIncluded: {"personal"},
    events.TeamContactRemoved: {"removed_by", "personal"},
}
"""What a customer does not read of a public event: who of support, and why it says so."""


@pytest.mark.parametrize("kind", PUBLIC, ids=lambda kind: kind.__name__)
def test_a_customer_reads_all_else_of_a_public_event(kind: type[Event]) -> None:
    shown = shown_fields(kind, kind.__struct_fields__, "customer")
    assert shown is not None
    assert set(kind.__struct_fields__) - set(shown) == HIDDEN.get(kind, set())


def test_a_customer_reads_support_for_the_engineer_who_wrote() -> None:
    def comment(author_id: str) -> Recorded:
        return Recorded(
            source="intake",
            shard=0,
            seq=1,
            stream="case-c1",
            version=2,
            key="c1",
            event_id=uuid4(),
            data=events.CaseCommented(
                case_id="c1", author_id=author_id, personal=events.MessageText(text="Hello")
            ),
            meta=Meta(correlation_id="c"),
            occurred_at=NOW,
            recorded_at=NOW,
        )

    entries = [history_entry(comment(author), "customer", {"ann"}) for author in ("ann", "eve")]
    assert [entry and entry.data["author_id"] for entry in entries] == ["ann", "support"]


def test_an_event_that_the_table_does_not_know_is_internal() -> None:
    class CaseWhispered(Event, frozen=True, kw_only=True):
        case_id: str

    assert shown_fields(CaseWhispered, ("case_id",), "customer") is None


@pytest.mark.parametrize("kind", sorted(INTERNAL, key=str), ids=lambda kind: kind.__name__)
def test_a_customer_does_not_hear_that_an_internal_event_happened(kind: type[Event]) -> None:
    assert shown_fields(kind, kind.__struct_fields__, "customer") is None


@pytest.mark.parametrize("entry", CASE_EVENTS, ids=lambda entry: entry.ce_type)
def test_who_counts_reads_no_word_that_a_person_wrote(entry: object) -> None:
    kind = getattr(entry, "type")  # noqa: B009 - typed loosely for the parameter's sake
    shown = shown_fields(kind, kind.__struct_fields__, "figures")
    assert shown is not None
    left = {field.name: field.type for field in msgspec.structs.fields(kind) if field.name in shown}
    assert [name for name, hint in left.items() if _may_hold_words(name, hint)] == []


CODES = {"code", "kind", "service", "sha256", "topic"}
"""Fields that hold a code of the terms, or a digest."""


def _may_hold_words(name: str, hint: object) -> bool:
    """A text that is no id, number, code or version, or a part that is marked as personal."""
    parts = get_args(hint) or (hint,)
    if any(isinstance(part, type) and issubclass(part, Personal) for part in parts):
        return True
    return str in parts and not (
        name.endswith(("_id", "_by", "_version")) or name in {"number", *CODES}
    )


@pytest.mark.parametrize("name", ["escalated", "reopened"])
def test_a_reason_of_before_is_personal_now(name: str) -> None:
    old = msgspec.json.decode(read_sample(f"intake.case.{name}.v1"))
    event = CATALOGUE.decode(
        f"intake.case.{name}", 1, msgspec.json.encode({**old, "reason": WORDS})
    )
    now = msgspec.to_builtins(event)
    assert now["personal"] == {"text": WORDS}
    assert "reason" not in now


@pytest.mark.parametrize(
    ("reason", "code", "personal"),
    [
        ("non-payment", "non-payment", None),
        (f"{WORDS} of Eve", "other", {"text": f"{WORDS} of Eve"}),
    ],
)
def test_an_exclusion_of_before_has_a_code_now(reason: str, code: str, personal: object) -> None:
    old = {"case_id": "c", "reason": reason, "excluded_at": "2026-03-10T12:20:00Z"}
    event = CATALOGUE.decode("intake.case.excluded", 1, msgspec.json.encode(old))
    now = msgspec.to_builtins(event)
    assert (now["code"], now["personal"]) == (code, personal)
